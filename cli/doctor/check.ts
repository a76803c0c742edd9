import type { SnykApiError } from "../../provider/snyk/errors";
import type { Actor } from "../../provider/lifecycle/classic/observe/actor";

/** What is checked, from the credentials to the client: a contract of `--json`. */
export type CheckName =
  | "address"
  | "api-key"
  | "expiry"
  | "role"
  | "rate-limit"
  | "end-of-life"
  | "integration"
  | "broker"
  | "token"
  | "healthcheck"
  | "systemcheck"
  | "history";

export type Status = "ok" | "warning" | "failure";

/** One line of the result. */
export interface Check {
  readonly check: CheckName;
  readonly status: Status;
  /** Whom it is about: an organization, a resource of the program, an address. */
  readonly about: string | undefined;
  /** What was found. */
  readonly text: string;
  /** What to do; missing where all is well. */
  readonly remedy: string | undefined;
  /** What was done, newest first: of "history" alone. */
  readonly events?: readonly HistoryEvent[];
}

/** What was done to an integration: a contract of `--json`. */
export interface HistoryEvent {
  /** Day and time, ISO 8601, in UTC. */
  readonly at: string;
  /** Whom it is about, as other lines name it; `null` where Snyk does not say which integration it was. */
  readonly about: string | null;
  /** Such as `gitlab`; `null` as well. */
  readonly type: string | null;
  /** Snyk's name of the event, such as `org.integration.edit`. */
  readonly event: string;
  /** What kind of account did it. */
  readonly actor: Actor;
}

type Found = Pick<Check, "check" | "about" | "text">;

export function ok(check: CheckName, about: string | undefined, text: string): Check {
  return { check, status: "ok", about, text, remedy: undefined };
}

export function warning(found: Found, remedy: string): Check {
  return { ...found, status: "warning", remedy };
}

export function failure(found: Found, remedy: string): Check {
  return { ...found, status: "failure", remedy };
}

/** A call to Snyk that failed: its message has the remedy behind the headline. */
export function refused(check: CheckName, about: string | undefined, error: SnykApiError): Check {
  return failure({ check, about, text: error.headline }, error.message.slice(error.headline.length).trim());
}
