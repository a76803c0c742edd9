import { z } from "zod";
import { UserError } from "../snyk/errors";
import { apiConnection } from "./brokered-integration-inputs";
import { type CheckContext, type Context, integrationKey } from "./context";
import { isConflict, isUnknownOutcome, PartialFailure } from "./errors";
import { type ChangeTable, diffBy } from "./on-change";
import type { Checked, Created, Diff, Properties } from "./types";
import { failure } from "./types";
import { isUnknown, parseKnown } from "./unknown";

const inputsSchema = z.object({
  orgId: z.string(),
  type: z.string(),
  integrationId: z.string(),
  tokenGeneration: z.number().int(),
  /** The generation for which the token was provisioned, or 0 for a token that was live at once. */
  provisionedGeneration: z.number().int(),
  api: apiConnection,
});
type Inputs = z.output<typeof inputsSchema>;

const stateSchema = inputsSchema.extend({
  schemaVersion: z.literal(1),
  /** The generation that is live; 0 before the first switch is confirmed. */
  liveGeneration: z.number().int(),
  /** The generation for which a switch was sent whose answer was lost. */
  unansweredGeneration: z.number().int().optional(),
});
export type TokenSwitchState = z.output<typeof stateSchema>;

const onChange: ChangeTable<Inputs> = {
  orgId: "replace",
  type: "replace",
  integrationId: "replace-when-known", // organization and type name the same integration
  tokenGeneration: "update",
  provisionedGeneration: "ignore", // follows the generation
  api: "update",
};

export function check(ctx: CheckContext, _olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(inputsSchema, news);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  return { inputs: news, failures: [...failures, ...connection.map(failure)] };
}

export function diff(olds: Properties, news: Properties): Diff {
  const { changes, replaces } = diffBy(onChange, olds, news);
  return { changes: changes || olds["liveGeneration"] !== olds["tokenGeneration"], replaces };
}

export async function create(ctx: Context, properties: Properties): Promise<Created<TokenSwitchState>> {
  const inputs = inputsSchema.parse(properties);
  return { id: inputs.integrationId, outs: await makeLive(ctx, inputs, { liveGeneration: 0 }) };
}

export async function update(
  ctx: Context,
  outputs: Properties,
  properties: Properties,
): Promise<TokenSwitchState> {
  return makeLive(ctx, inputsSchema.parse(properties), stateSchema.parse(outputs));
}

/** Sees to it that the token of `inputs.tokenGeneration` is the live one. */
async function makeLive(
  ctx: Context,
  inputs: Inputs,
  { liveGeneration, unansweredGeneration }: Pick<TokenSwitchState, "liveGeneration" | "unansweredGeneration">,
): Promise<TokenSwitchState> {
  const { tokenGeneration, provisionedGeneration } = inputs;
  const key = integrationKey(ctx, inputs);
  const done: TokenSwitchState = { ...inputs, schemaVersion: 1, liveGeneration: tokenGeneration };

  if (liveGeneration < tokenGeneration && provisionedGeneration > 0) {
    if (liveGeneration >= provisionedGeneration) throw pendingIsNotOurs(inputs);
    const wasSent = unansweredGeneration === tokenGeneration || isSwitchOf(ctx, key, tokenGeneration);
    await switchOnce(ctx, inputs, wasSent).catch((error: unknown) => {
      if (!isUnknownOutcome(error)) throw error;
      const undecided = { ...done, liveGeneration, unansweredGeneration: tokenGeneration };
      throw new PartialFailure(inputs.integrationId, undecided, error);
    });
  }
  ctx.journal.remove(key);
  ctx.queue.leave(key);
  return done;
}

/**
 * Sends the switch. Snyk refuses it when no token is provisional, which is success if an earlier switch was sent and
 * its answer lost; otherwise the provisional token has vanished, and the old client must not go.
 */
async function switchOnce(ctx: Context, inputs: Inputs, wasSent: boolean): Promise<void> {
  const { orgId, integrationId, tokenGeneration } = inputs;
  const key = integrationKey(ctx, inputs);
  const before = ctx.journal.find(key);
  ctx.journal.write(key, { operation: "switch", generation: tokenGeneration, at: ctx.now().toISOString() });
  try {
    await ctx.api.switchToken(orgId, integrationId);
  } catch (error) {
    if (isUnknownOutcome(error)) throw error;
    if (isConflict(error) && (wasSent || ctx.switchedByHand.includes(integrationId))) return;
    if (before === undefined) ctx.journal.remove(key);
    else ctx.journal.write(key, before);
    throw isConflict(error) ? nothingProvisional(error.headline, inputs) : error;
  }
}

function isSwitchOf(ctx: Context, key: string, generation: number): boolean {
  const entry = ctx.journal.find(key);
  return entry?.operation === "switch" && entry.generation === generation;
}

function nothingProvisional(headline: string, { integrationId, tokenGeneration }: Inputs): UserError {
  return new UserError(
    `${headline} Snyk has no provisional token for this integration. Compare the live token in the web UI (Broker ` +
      `Credentials) with generation ${tokenGeneration} of this stack: if they are the same, confirm it with ` +
      `\`pulumi config set snyk-broker:switchedByHand ${integrationId}\` and run again; if not, the provisional token has ` +
      `expired: rotate again with another \`rotation.trigger\`. The old client keeps serving.`,
  );
}

function pendingIsNotOurs({ orgId, type }: Inputs): UserError {
  return new UserError(
    `The token of ${type} in organization ${orgId} was not rotated: Snyk refused to provision one because another is ` +
      `pending in the group, and it is not from this stack. Three ways out: (1) let the other rotation finish; ` +
      `(2) pass the pending token as \`provisionalToken\` of the integration it belongs to; (3) ask Snyk support to ` +
      `withdraw it. Then rotate again with another \`rotation.trigger\`. The live token keeps serving.`,
  );
}
