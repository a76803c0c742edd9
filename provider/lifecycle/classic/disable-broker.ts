import { SnykApiError, type UserError } from "../../snyk/errors";
import { BROKERED_TYPES } from "../../snyk/integration-types";
import type { Context } from "../context";
import { isConflict } from "../../snyk/errors";
import { observeUniversal } from "./observe/integrations";
import { leftAlone } from "./universal";

/** An integration whose Broker is turned off, and what Snyk is told to keep of it. */
export interface DisableTarget {
  readonly orgId: string;
  readonly type: string;
  readonly integrationId: string;
  readonly credentialsOnDelete?: Readonly<Record<string, string>> | undefined;
}

/**
 * Turns the Broker off, unless it is the Universal one. Succeeds when the integration is gone already.
 * @param refused what to tell when Snyk does not accept the credentials
 */
export async function disableBroker(
  ctx: Context,
  target: DisableTarget,
  refused: (headline: string) => UserError,
): Promise<void> {
  const { orgId, type, integrationId, credentialsOnDelete } = target;
  const connection = await observeUniversal(ctx.api, target);
  if (connection !== undefined) {
    ctx.log(leftAlone(target, connection));
    return;
  }
  const credentials = credentialsOnDelete ?? BROKERED_TYPES[type as keyof typeof BROKERED_TYPES];
  try {
    await ctx.api.disableBroker(orgId, integrationId, type, credentials);
  } catch (error) {
    if (isConflict(error)) throw refused(error.headline);
    if (await isThere(ctx, target, error)) throw error;
  }
}

/** 404 is "gone" and "not allowed to see" in one: only the list can tell. */
async function isThere(
  ctx: Context,
  { orgId, integrationId }: DisableTarget,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof SnykApiError) || error.problem !== "not-found") return true;
  const left = await ctx.api.listIntegrations(orgId).catch(() => undefined);
  return left === undefined || left.some(({ id }) => id === integrationId);
}
