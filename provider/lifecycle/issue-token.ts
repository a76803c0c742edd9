import { createHash } from "node:crypto";
import type { ListedIntegration } from "../snyk/api";
import { type Context, integrationKey } from "./context";
import { isUnknownOutcome } from "./errors";
import type { JournalEntry } from "./journal";
import { observeType } from "./observe";

/** The integration that a token is for. */
export interface TokenTarget {
  readonly orgId: string;
  readonly type: string;
  readonly groupId?: string | undefined;
  readonly api?: object | undefined;
  readonly tokenGeneration: number;
}

/**
 * Enables the Broker, which returns the token: there is nothing to provision after it.
 * @param existing the integration of this type, if the organization has one
 */
export async function enableBroker(
  ctx: Context,
  target: TokenTarget,
  existing: ListedIntegration | undefined,
): Promise<{ integrationId: string; brokerToken: string | undefined }> {
  return journalled(ctx, target, "enable", async () => {
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
  });
}

function sendEnable(
  { api }: Context,
  { orgId, type }: TokenTarget,
  existing: ListedIntegration | undefined,
): Promise<{ integrationId: string; brokerToken: string | undefined }> {
  return existing ? api.enableBroker(orgId, existing.id, type) : api.createBrokeredIntegration(orgId, type);
}

/**
 * Makes a call that must not be repeated blindly: written down before it is sent, with its answer as soon as there
 * is one. A refusal leaves nothing behind; a lost answer leaves the note that the call was made.
 */
export async function journalled<T extends { brokerToken: string | undefined }>(
  ctx: Context,
  target: TokenTarget,
  operation: JournalEntry["operation"],
  call: () => Promise<T>,
): Promise<T> {
  const key = integrationKey(ctx, target);
  const entry: JournalEntry = { operation, generation: target.tokenGeneration, at: ctx.now().toISOString() };
  ctx.journal.write(key, entry);
  try {
    const answer = await call();
    if (answer.brokerToken !== undefined) keepAnswer(ctx, key, { ...entry, token: answer.brokerToken });
    return answer;
  } catch (error) {
    if (!isUnknownOutcome(error)) ctx.journal.remove(key);
    throw error;
  }
}

function keepAnswer(ctx: Context, key: string, entry: JournalEntry): void {
  const problem = ctx.journal.keep(key, entry);
  if (problem === undefined) return;
  ctx.log(`The token journal cannot be written any more (${problem}); do not interrupt this run.`);
}

/** Recognizes a token without storing it. Tokens are UUIDs: too many to guess from a fingerprint. */
export function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 16);
}
