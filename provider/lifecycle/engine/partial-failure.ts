import { SnykApiError, UserError } from "../../snyk/errors";
import type { Properties } from "./protocol";

/**
 * A step that failed half-way, with what is true by now. The engine keeps it, and calls `update` in the next run.
 * @see https://github.com/pulumi/pulumi, sdk/nodejs/cmd/dynamic-provider, `grpcResponseFromError`
 */
export class PartialFailure extends UserError {
  readonly id: string;
  /** The complete outputs, as far as they exist. */
  readonly properties: Properties;
  readonly reasons: readonly string[];

  constructor(id: string, properties: Properties, reason: UserError) {
    super(reason.message);
    this.id = id;
    this.properties = properties;
    this.reasons = [reason.message];
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
