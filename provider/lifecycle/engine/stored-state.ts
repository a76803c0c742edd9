import type { z } from "zod";
import { UserError } from "../../snyk/errors";
import type { Properties } from "./protocol";

/** What this release stores. It reads this one and every one before it. */
export const SCHEMA_VERSION = 1;

/**
 * Asked before anything is decided by a state: a newer release may mean something else by the same fields.
 * @param kind the resource's class
 * @throws UserError
 */
export function refuseNewerState(kind: string, { schemaVersion, type, orgId }: Properties): void {
  if (typeof schemaVersion !== "number" || schemaVersion <= SCHEMA_VERSION) return;
  const place = typeof orgId === "string" ? ` of ${named(type)}organization ${orgId}` : "";
  throw new UserError(
    `The state of this ${kind}${place} was written by a newer release of pulumi-snyk-broker (schemaVersion ` +
      `${schemaVersion}; this release reads up to ${SCHEMA_VERSION}): install that release or a later one. Nothing was ` +
      `changed.`,
  );
}

function named(type: unknown): string {
  return typeof type === "string" ? `${type} in ` : "";
}

/** @throws UserError for outputs that this package did not store */
export function readStored<State>(schema: z.ZodType<State>, outputs: Properties): State {
  const state = schema.safeParse(outputs);
  if (state.success) return state.data;
  throw new UserError(unreadable(state.error));
}

/** A sentence that names the fields, and none of what they hold. */
export function unreadable({ issues }: z.ZodError): string {
  const fields = [...new Set(issues.map(({ path }) => path.join(".")))];
  return (
    `The stored state of this resource cannot be read (${fields.join(", ")}): no release of pulumi-snyk-broker has ` +
    `written it like that. If it was edited, restore it with \`pulumi stack import\`.`
  );
}
