import { END_OF_LIFE_PAGE } from "./end-of-life";
import type { RefusedCredentials } from "./refused-credentials";

/**
 * What became of a call that failed: Snyk `refused` it and did nothing; it was `not-sent`; or its effect is
 * `unknown`, because it was sent and no usable answer came.
 */
export type Outcome = "refused" | "not-sent" | "unknown";

/** Why a call failed, in the terms that callers decide by. */
export type Problem =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "ended"
  | "rate-limited"
  | "server"
  | "unreachable"
  | "timeout"
  | "malformed";

/** What was attempted, in words that fit after "Snyk refused to". */
export interface Attempt {
  /** Such as `enable the Broker for gitlab`. */
  readonly what: string;
  readonly orgId?: string | undefined;
  readonly integrationId?: string | undefined;
  /** The role permission that the call needs, as Snyk's role editor names it. */
  readonly permission: string;
}

/** What came back. */
export interface Failure {
  readonly problem: Problem;
  readonly outcome: Outcome;
  /** HTTP status. */
  readonly status?: number | undefined;
  /** Snyk's own id of the request: `x-error-reference` or `snyk-request-id`. */
  readonly requestId?: string | undefined;
  /** A few words of ours, never of the answer's: an error code, a field that does not fit. */
  readonly detail?: string | undefined;
  /** What is known about credentials that were refused. */
  readonly credentials?: RefusedCredentials | undefined;
  /** Who called. @default "API key" */
  readonly principal?: "API key" | "service account" | undefined;
}

/**
 * An error whose message is the whole story for its reader. It has no cause, no headers and no bodies, since those
 * hold keys and tokens, and no stack, since the dynamic provider host prints `${error}: ${error.stack}`.
 */
export class UserError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
    this.stack = message;
  }

  override toString(): string {
    return "snyk-broker";
  }
}

/** A call to Snyk that failed. */
export class SnykApiError extends UserError {
  readonly problem: Problem;
  readonly outcome: Outcome;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly orgId: string | undefined;
  readonly integrationId: string | undefined;
  /** What failed and why, without a remedy: for a caller that knows a better one. */
  readonly headline: string;

  constructor(attempt: Attempt, failure: Failure) {
    const { reason, remedy } = explain(attempt, failure);
    const headline = headlineOf(attempt, failure, reason);
    super(`${headline} ${remedy}`);
    this.headline = headline;
    this.problem = failure.problem;
    this.outcome = failure.outcome;
    this.status = failure.status;
    this.requestId = failure.requestId;
    this.orgId = attempt.orgId;
    this.integrationId = attempt.integrationId;
  }
}

function headlineOf(attempt: Attempt, failure: Failure, reason: string): string {
  const place = attempt.orgId === undefined ? "" : ` in organization ${attempt.orgId}`;
  const reference = [
    failure.status === undefined ? undefined : `HTTP ${failure.status}`,
    failure.requestId === undefined ? undefined : `request ${failure.requestId}`,
    failure.detail,
  ].filter((part) => part !== undefined);
  const evidence = reference.length === 0 ? "" : ` (${reference.join(", ")})`;
  return `Could not ${attempt.what}${place}: ${reason}${evidence}.`;
}

function explain(attempt: Attempt, failure: Failure): { reason: string; remedy: string } {
  const principal = failure.principal ?? "API key";
  switch (failure.problem) {
    case "unauthorized":
      return (
        failure.credentials ?? {
          reason: "Snyk does not accept the credentials",
          remedy: "Set valid ones.",
        }
      );
    case "forbidden":
      return {
        reason: `the ${principal} lacks the permission "${attempt.permission}"`,
        remedy:
          principal === "API key"
            ? "Give the key's role that permission, or use the key of a service account with the role Org Admin."
            : "Give its role that permission, or use a service account with the role Org Admin.",
      };
    case "not-found":
      return {
        reason: `Snyk finds no such organization or integration, or the ${principal} may not see it`,
        remedy: `Check the organization id, the region and that the ${principal === "API key" ? "key" : principal} is a member of the organization.`,
      };
    case "conflict":
      return {
        reason: "Snyk refused it in the present state of the integration",
        remedy: "Look at the integration in Snyk's web UI, then run again.",
      };
    case "ended":
      return {
        reason: "Snyk has ended this call, or suspends it for some hours (a brownout before its end)",
        remedy:
          `Nothing was changed. Look at ${END_OF_LIFE_PAGE} and https://updates.snyk.io for the dates: run again after a ` +
          "brownout, and update pulumi-snyk-broker before the end.",
      };
    case "rate-limited":
      return {
        reason: `the ${principal} is over Snyk's rate limit, and stayed so through all retries`,
        remedy:
          "Set `snyk-broker:requestsPerMinute` to its share in each of the jobs that use it, then run again.",
      };
    case "server":
      return { reason: "Snyk's API failed", remedy: "Run again; if it stays, ask Snyk with the request id." };
    case "unreachable":
      return {
        reason: "Snyk's API could not be reached",
        remedy: "Check `snyk-broker:apiUrl` or `snyk-broker:region`, HTTPS_PROXY and NODE_EXTRA_CA_CERTS.",
      };
    case "timeout":
      return { reason: "Snyk's API gave no answer in time", remedy: "Run again." };
    case "malformed":
      return {
        reason: "the answer is not what Snyk documents for this call",
        remedy: "Check that `snyk-broker:apiUrl` is Snyk's API and that no proxy answers in its place.",
      };
  }
}

/** Snyk understood the call and refused it because of the state that things are in. */
export function isConflict(error: unknown): error is SnykApiError {
  return error instanceof SnykApiError && error.problem === "conflict";
}

/** The call may have had its effect, and nobody can say. */
export function isUnknownOutcome(error: unknown): error is SnykApiError {
  return error instanceof SnykApiError && error.outcome === "unknown";
}
