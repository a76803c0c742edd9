import { z } from "zod";
import { type SnykApiError, UserError } from "../snyk/errors";
import { apiConnection } from "./brokered-integration-inputs";
import { type CheckContext, type Context, integrationKey } from "./context";
import { isConflict, isUnknownOutcome, PartialFailure } from "./errors";
import type { JournalEntry } from "./journal";
import { type ChangeTable, diffBy } from "./on-change";
import { readStored } from "./stored-state";
import type { CheckFailure, Checked, Created, Diff, Properties } from "./types";
import { failure } from "./types";
import { isUnknown, type MaybeKnown, parseKnown } from "./unknown";

const inputsSchema = z.object({
  orgId: z.string(),
  type: z.string(),
  integrationId: z.string(),
  tokenGeneration: z.number().int(),
  /** The generation for which the token was provisioned, or 0 for a token that was live at once. */
  provisionedGeneration: z.number().int(),
  /** The generations that clients of other stacks are ready with. */
  readyGenerations: z.array(z.number().int("give the generation, a whole number")).optional(),
  api: apiConnection,
});
type Inputs = z.output<typeof inputsSchema>;
const fromIntegration = [
  "orgId",
  "type",
  "integrationId",
  "tokenGeneration",
  "provisionedGeneration",
] as const;

const stateSchema = inputsSchema.extend({
  schemaVersion: z.literal(1),
  /** The generation that is live; 0 before the first switch is confirmed. */
  liveGeneration: z.number().int(),
  /** The provisioned generation to which a switch was sent whose answer was lost. */
  unansweredGeneration: z.number().int().optional(),
});
export type TokenSwitchState = z.output<typeof stateSchema>;

const onChange: ChangeTable<Inputs> = {
  orgId: "replace",
  type: "replace",
  integrationId: "replace-when-known", // organization and type name the same integration
  tokenGeneration: "update",
  provisionedGeneration: "ignore", // follows the generation
  readyGenerations: "ignore", // looked at before the switch
  api: "update",
};

export function check(ctx: CheckContext, _olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(inputsSchema, news, fromIntegration);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  return { inputs: news, failures: [...failures, ...connection.map(failure), ...behind(fields)] };
}

/** Refuses, in the preview, to go on while a client of another stack still runs with an older token. */
function behind({ tokenGeneration, readyGenerations }: MaybeKnown<Inputs>): CheckFailure[] {
  if (isUnknown(tokenGeneration) || isUnknown(readyGenerations)) return [];
  const slowest = Math.min(...(readyGenerations ?? []), tokenGeneration);
  if (slowest === tokenGeneration) return [];
  return [
    failure(
      `readyGenerations: a client of another stack runs with token generation ${slowest}, and the newest is ` +
        `${tokenGeneration}; deploy its stack first, then this one`,
    ),
  ];
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
  return makeLive(ctx, inputsSchema.parse(properties), readStored(stateSchema, outputs));
}

/** Sees to it that the token of `inputs.tokenGeneration` is the live one. */
async function makeLive(
  ctx: Context,
  inputs: Inputs,
  { liveGeneration, unansweredGeneration }: Pick<TokenSwitchState, "liveGeneration" | "unansweredGeneration">,
): Promise<TokenSwitchState> {
  const { integrationId, tokenGeneration, provisionedGeneration } = inputs;
  const key = integrationKey(ctx, inputs);
  const done: TokenSwitchState = { ...inputs, schemaVersion: 1, liveGeneration: tokenGeneration };

  if (liveGeneration < tokenGeneration && provisionedGeneration > 0) {
    if (liveGeneration >= provisionedGeneration) throw pendingIsNotOurs(inputs);
    await switchToken(ctx, inputs, unansweredGeneration === provisionedGeneration).catch((error: unknown) => {
      if (!isUnknownOutcome(error)) throw error;
      const undecided = { ...done, liveGeneration, unansweredGeneration: provisionedGeneration };
      throw new PartialFailure(integrationId, undecided, error);
    });
    // Stays until the state says so too: a run may be killed before the engine has stored this result.
    ctx.journal.keep(key, { ...switchEntry(ctx, inputs), answered: true });
  } else {
    ctx.journal.remove(key);
  }
  ctx.queue.leave(key);
  return done;
}

/** Switches, unless it is known to have happened. */
async function switchToken(ctx: Context, inputs: Inputs, unanswered: boolean): Promise<void> {
  const { integrationId, tokenGeneration, provisionedGeneration } = inputs;
  const lookedUp = ctx.liveGenerations.get(integrationId);
  if (lookedUp === tokenGeneration) return;
  const knownToBeOld = lookedUp === tokenGeneration - 1;
  const entry = ctx.journal.find(integrationKey(ctx, inputs));
  const sent =
    entry?.operation === "switch" && entry.generation === provisionedGeneration ? entry : undefined;
  if (sent?.answered && !knownToBeOld) return;

  const mayHaveHappened = (unanswered || sent !== undefined) && !knownToBeOld;
  const refusal = await send(ctx, inputs);
  if (refusal === undefined) {
    if (mayHaveHappened) await verify(ctx, inputs);
  } else if (!mayHaveHappened) {
    // Nor is a note of the provision worth anything now: the next rotation has to ask for a new token.
    ctx.journal.remove(integrationKey(ctx, inputs));
    throw nothingProvisional(refusal.headline, inputs);
  }
}

/**
 * After a lost answer and a second switch that succeeded: either the first had no effect, or Snyk keeps the former
 * token as the provisional one and the second has switched back. A refusal of a third one proves the former.
 */
async function verify(ctx: Context, inputs: Inputs): Promise<void> {
  if ((await send(ctx, inputs)) === undefined) throw cannotTell(inputs);
}

/**
 * One switch call, written down before it is sent. What a success means, only the caller knows.
 * @returns Snyk's refusal when no token is provisional
 */
async function send(ctx: Context, inputs: Inputs): Promise<SnykApiError | undefined> {
  const { orgId, integrationId } = inputs;
  const key = integrationKey(ctx, inputs);
  const before = ctx.journal.find(key);
  ctx.journal.write(key, switchEntry(ctx, inputs));
  try {
    await ctx.api.switchToken(orgId, integrationId);
    return undefined;
  } catch (error) {
    if (isUnknownOutcome(error)) throw error;
    if (before === undefined) ctx.journal.remove(key);
    else ctx.journal.keep(key, before);
    if (isConflict(error)) return error;
    throw error;
  }
}

function switchEntry(ctx: Context, { provisionedGeneration }: Inputs): JournalEntry {
  return { operation: "switch", generation: provisionedGeneration, at: ctx.now().toISOString() };
}

function nothingProvisional(headline: string, { integrationId, tokenGeneration }: Inputs): UserError {
  return new UserError(
    `${headline} Snyk has no provisional token for this integration. Compare the live token in the web UI (Broker ` +
      `Credentials) with the brokerToken of this stack: if they are the same, confirm it with ${confirm(integrationId, tokenGeneration)} ` +
      `and run again; if not, the provisional token has expired: rotate again with another \`rotation.trigger\`. The old ` +
      `client keeps serving.`,
  );
}

function cannotTell({ orgId, type, integrationId, tokenGeneration }: Inputs): UserError {
  return new UserError(
    `Could not tell which broker token of ${type} in organization ${orgId} is live: the answer to a switch was lost, and ` +
      `Snyk lets tokens be switched back and forth. Both clients keep serving. Look up the live token in the web UI (Broker ` +
      `Credentials): if it is the brokerToken of this stack, run ${confirm(integrationId, tokenGeneration)}, else ` +
      `${confirm(integrationId, tokenGeneration - 1)}; then \`pulumi up\` again.`,
  );
}

function confirm(integrationId: string, generation: number): string {
  return `\`pulumi config set snyk-broker:liveGeneration ${integrationId}=${generation}\``;
}

function pendingIsNotOurs({ orgId, type }: Inputs): UserError {
  return new UserError(
    `The token of ${type} in organization ${orgId} was not rotated: Snyk refused to provision one because another is ` +
      `pending in the group, and it is not from this stack. Three ways out: (1) let the other rotation finish; ` +
      `(2) pass the pending token as \`provisionalToken\` of the integration it belongs to; (3) ask Snyk support to ` +
      `withdraw it. Then rotate again with another \`rotation.trigger\`. The live token keeps serving.`,
  );
}
