import { createHash } from "node:crypto";
import type { ListedIntegration } from "../snyk/api";
import { SnykApiError, UserError } from "../snyk/errors";
import { type Context, integrationKey, rotationGroup } from "./context";
import { isConflict, isUnknownOutcome } from "./errors";
import type { JournalEntry } from "./journal";
import { observeId, observeType } from "./observe";

/** The integration that a token is for. */
export interface TokenTarget {
  readonly orgId: string;
  readonly type: string;
  readonly groupId?: string | undefined;
  readonly tokenGeneration: number;
}

const POLL_MS = 5_000;

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
 * Asks for a provisional token, once. Waits for its turn: Snyk has one provisional token per group, and refuses
 * without effect while there is one.
 * @throws UserError when the turn does not come; nothing has changed then
 */
export async function provisionToken(
  ctx: Context,
  target: TokenTarget,
  integrationId: string,
): Promise<string> {
  const key = integrationKey(ctx, target);
  const turn = await ctx.queue.enter(rotationGroup(ctx.provisionScope, target), key, ctx.rotationWaitMs);
  if (turn !== true) throw stillQueued(ctx, target, turn.holder);
  try {
    const { brokerToken } = await journalled(ctx, target, "provision", async () => ({
      brokerToken: await provisionWhenAllowed(ctx, target, integrationId),
    }));
    return brokerToken;
  } catch (error) {
    ctx.queue.leave(key);
    throw isUnknownOutcome(error) ? answerLost(error) : error;
  }
}

async function provisionWhenAllowed(
  ctx: Context,
  target: TokenTarget,
  integrationId: string,
): Promise<string> {
  const deadline = ctx.timer.now() + ctx.rotationWaitMs;
  for (let refusals = 0; ; refusals++) {
    try {
      return await ctx.api.provisionToken(target.orgId, integrationId);
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (refusals === 0) await explainRefusal(ctx, target, integrationId);
      if (ctx.timer.now() + POLL_MS > deadline) throw new PendingElsewhere(error);
    }
    await ctx.timer.sleep(POLL_MS);
  }
}

async function explainRefusal(
  ctx: Context,
  { orgId, type }: TokenTarget,
  integrationId: string,
): Promise<void> {
  if (await isTurnedOff(ctx, orgId, integrationId)) {
    throw new UserError(
      `Could not provision a new broker token for ${type} in organization ${orgId}: its Broker is not enabled at ` +
        `Snyk any more. Run \`pulumi refresh\`, then \`pulumi up\`, which enables it again.`,
    );
  }
  ctx.log(
    `${type} in organization ${orgId}: another provisional token is pending in the group; waiting up to ` +
      `${Math.round(ctx.rotationWaitMs / 1000)} s for it to be switched.`,
  );
}

function answerLost(error: SnykApiError): UserError {
  return new UserError(
    `${error.headline} Whether Snyk has issued a token is not known; it is not asked for a second time in this run. Run ` +
      `\`pulumi up\` again. If Snyk's web UI shows a provisional token under Broker Credentials, set it as ` +
      `\`provisionalToken\` first. The live token is unchanged and keeps serving.`,
  );
}

/** `false` also when Snyk does not say: then a pending token is the likelier reason. */
async function isTurnedOff({ api }: Context, orgId: string, integrationId: string): Promise<boolean> {
  try {
    const found = await observeId(api, orgId, integrationId);
    return found === undefined || found.brokered === false;
  } catch (error) {
    if (error instanceof SnykApiError) return false;
    throw error;
  }
}

/** Snyk refuses to provision because a token that is not known here is provisional. */
export class PendingElsewhere extends UserError {
  constructor(refusal: SnykApiError) {
    super(
      `${refusal.headline} Another provisional token is pending in the group, and Snyk allows one. Three ways out: ` +
        `(1) another rotation is under way: let it finish, then run again; ` +
        `(2) the token is at hand, or Snyk's web UI shows it under Broker Credentials: set it as ` +
        `\`provisionalToken\` of the integration it belongs to, and run again; ` +
        `(3) nobody has it: ask Snyk support to withdraw it. The live token is unchanged and keeps serving.`,
    );
  }
}

/**
 * Makes a call that must not be repeated blindly: written down before it is sent, with its answer as soon as there
 * is one. A refusal leaves nothing behind; a lost answer leaves the note that the call was made.
 */
async function journalled<T extends { brokerToken: string | undefined }>(
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

function stillQueued(ctx: Context, { orgId, type }: TokenTarget, holder: string): UserError {
  const [, otherOrg, otherType] = holder.split("|");
  return new UserError(
    `The rotation of ${type} in organization ${orgId} waited ${Math.round(ctx.rotationWaitMs / 1000)} s for the one of ` +
      `${otherType ?? "another integration"} in organization ${otherOrg ?? "?"}, whose clients are not ready yet. Nothing ` +
      `was asked for: run \`pulumi up\` again. If this happens often, run with --parallel 4 or more, or set ` +
      `snyk-broker:rotationsPerRun to 1.`,
  );
}

/** Recognizes a token without storing it. Tokens are UUIDs: too many to guess from a fingerprint. */
export function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 16);
}
