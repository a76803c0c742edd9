import type { SnykApiError } from "../../provider/snyk/errors";

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
  | "systemcheck";

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
