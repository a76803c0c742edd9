import { createHash } from "node:crypto";
import type { EnabledBroker, ListedIntegration } from "../../../snyk/api";
import { type Context } from "../../context";
import { placeOf } from "../identity";
import { isUnknownOutcome } from "../../../snyk/errors";
import { observeType } from "../observe/integrations";

/** The integration that a token is for. */
export interface TokenTarget {
  readonly orgId: string;
  readonly type: string;
  readonly groupId?: string | undefined;
  readonly api?: object | undefined;
  readonly tokenGeneration: number;
  /** The resource that asks for the token. */
  readonly instance: string | undefined;
}

/**
 * Enables the Broker, which returns the token: there is nothing to provision after it.
 * @param existing the integration of this type, if the organization has one
 */
export async function enableBroker(
  ctx: Context,
  target: TokenTarget,
  existing: ListedIntegration | undefined,
): Promise<EnabledBroker> {
  const { tokenGeneration: generation, instance } = target;
  return ctx.ledger.begin(
    placeOf(ctx, target),
    { operation: "enable", generation, instance },
    () => enabled(ctx, target, existing),
    ({ brokerToken }) => brokerToken,
  );
}

async function enabled(
  ctx: Context,
  target: TokenTarget,
  existing: ListedIntegration | undefined,
): Promise<EnabledBroker> {
  try {
    return await sendEnable(ctx, target, existing);
  } catch (error) {
    // A creation whose answer was lost: look whether it happened instead of creating a second one.
    if (existing !== undefined || !isUnknownOutcome(error)) throw error;
    try {
      return await sendEnable(ctx, target, await observeType(ctx.api, target.orgId, target.type));
    } catch {
      throw error; // Whatever this was: the outcome of the first call is unknown, and stays on record.
    }
  }
}

function sendEnable(
  { api }: Context,
  { orgId, type }: TokenTarget,
  existing: ListedIntegration | undefined,
): Promise<EnabledBroker> {
  return existing ? api.enableBroker(orgId, existing.id, type) : api.createBrokeredIntegration(orgId, type);
}

/** Recognizes a token without storing it. Tokens are UUIDs: too many to guess from a fingerprint. */
export function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 16);
}
