import { SnykApiError, UserError } from "../../../snyk/errors";
import { type Context } from "../../context";
import { budgetKey, placeOf, rotationGroup } from "../identity";
import { isConflict, isUnknownOutcome } from "../../../snyk/errors";
import type { TokenTarget } from "./enable";
import type { Rotating } from "./queue";
import { observeId } from "../observe/integrations";
import { LOOK_AGAIN, refuseUniversal } from "../universal";

const POLL_MS = 5_000;

/**
 * How long a creation waits for each one in front of it, at most. A rotation has clients that serve meanwhile; a
 * creation that waits for what cannot come (its run has failed elsewhere) only keeps people waiting.
 */
const CREATION_WAIT_MS = 120_000;

/**
 * The first token of an integration whose Broker Snyk enabled without returning one. More than a few of a group do not
 * wait for each other, which would take all of the engine's slots: they end at once, and the next run goes on.
 * @throws UserError when there is no room for it in this run, or its turn does not come
 */
export async function provisionFirstToken(
  ctx: Context,
  target: TokenTarget,
  integrationId: string,
): Promise<string> {
  const group = rotationGroup(ctx.provisionScope, target);
  if (!ctx.budget.grant(group, budgetKey(target))) throw noRoom(ctx, target);
  const rotationWaitMs = Math.min(ctx.rotationWaitMs, CREATION_WAIT_MS);
  return provisionToken({ ...ctx, rotationWaitMs }, target, integrationId);
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
  const place = placeOf(ctx, target);
  const rotating = { place, description: `${target.type} in organization ${target.orgId}` };
  const turn = await ctx.queue.enter(rotationGroup(ctx.provisionScope, target), rotating, ctx.rotationWaitMs);
  if (!turn.begins) throw stillQueued(ctx, rotating, turn.holder);
  try {
    const { tokenGeneration: generation, instance } = target;
    return await ctx.ledger.begin(
      place,
      { operation: "provision", generation, instance },
      () => provisionWhenAllowed(ctx, target, integrationId),
      (token) => token,
    );
  } catch (error) {
    ctx.queue.leave(place);
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
  await refuseUniversal(ctx, { orgId, type }, LOOK_AGAIN);
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

function stillQueued(ctx: Context, waiting: Rotating, holder: Rotating): UserError {
  return new UserError(
    `The new token of ${waiting.description} waited ${Math.round(ctx.rotationWaitMs / 1000)} s for the one of ` +
      `${holder.description}, whose clients are not ready yet. Nothing was asked for: run \`pulumi up\` again. If this ` +
      `happens often, run with --parallel 4 or more, or set snyk-broker:rotationsPerRun to 1.`,
  );
}

function noRoom({ budget }: Context, { orgId, type }: TokenTarget): UserError {
  return new UserError(
    `The Broker of ${type} in organization ${orgId} is enabled, but Snyk returned no token with that, and provisioning one ` +
      `has to wait: Snyk allows one provisional token in a group, and others of this run go first. Run ` +
      `\`pulumi up --continue-on-error\` again: each run goes on with up to ${budget.perGroup} of a group. To make more in ` +
      `one run, set snyk-broker:rotationsPerRun to their number, and --parallel above it.`,
  );
}
