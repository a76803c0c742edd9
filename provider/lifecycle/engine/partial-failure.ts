import { UserError } from "../../snyk/errors";
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
