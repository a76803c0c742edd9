import { z } from "zod";
import { type SnykApiError, UserError } from "../../snyk/errors";
import { apiConnection } from "./fields";
import { type CheckContext, type Context } from "../context";
import { placeOf } from "./identity";
import { PartialFailure } from "../engine/partial-failure";
import { isConflict, isUnknownOutcome } from "../../snyk/errors";
import type { Ledger, Step } from "../ledger/ledger";
import { type ChangeTable, diffBy } from "../engine/change-table";
import { readStored, SCHEMA_VERSION } from "../engine/stored-state";
import type { CheckFailure, Checked, Created, Diff, Properties } from "../engine/protocol";
import { checkFailure } from "../engine/protocol";
import { isUnknown, type MaybeKnown, parseKnown } from "../engine/unknown";

const inputsSchema = z.object({
  orgId: z.string(),
  type: z.string(),
  integrationId: z.string(),
  /** Which creation of the integration it is. */
  instance: z.string().optional(),
  tokenGeneration: z.number().int(),
  /** The generation for which the token was provisioned, or 0 for a token that was live at once. */
  provisionedGeneration: z.number().int(),
  /** The generations that clients of other stacks are ready with. */
  readyGenerations: z.array(z.number().int("give the generation, a whole number")).optional(),
  /** Whether another stack has the integration, and with it the notes of how its token came. */
  handedOver: z.boolean().optional(),
  /** The token that is to be live, by the name that its clients carry. */
  token: z.string().optional(),
  /** The token that each client of this program runs with, as its Deployment says, by the client's name. */
  clients: z.record(z.string(), z.string()).optional(),
  api: apiConnection,
});
type Inputs = z.output<typeof inputsSchema>;
const fromIntegration = [
  "orgId",
  "type",
  "integrationId",
  "tokenGeneration",
  "provisionedGeneration",
  "instance",
  "token",
  "clients",
] as const;

const stateSchema = inputsSchema.extend({
  schemaVersion: z.literal(SCHEMA_VERSION),
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
  instance: "update", // another creation of it counts its tokens anew
  tokenGeneration: "update",
  provisionedGeneration: "ignore", // follows the generation
  readyGenerations: "ignore", // looked at before the switch
  handedOver: "ignore",
  token: "ignore",
  clients: "ignore",
  api: "update",
};

export function check(ctx: CheckContext, _olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(inputsSchema, news, fromIntegration);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  const late = [...clientsBehind(fields), ...clientsElsewhereBehind(fields)];
  // Looked at here, and worth nothing in the state.
  const { token: _token, clients: _clients, ...inputs } = news;
  return { inputs, failures: [...failures, ...connection.map(checkFailure), ...late] };
}

/** Refuses, in the preview, to switch to a token that a client of this program does not run with. */
function clientsBehind({ token, clients, orgId, type }: MaybeKnown<Inputs>): CheckFailure[] {
  if (isUnknown(token) || isUnknown(clients) || token === undefined) return [];
  const behind = Object.entries(clients ?? {}).filter(([, running]) => running !== token);
  if (behind.length === 0 || isUnknown(orgId) || isUnknown(type)) return [];
  const names = behind.map(([name, running]) => `"${name}" runs with token ${running}`).join(", ");
  return [
    checkFailure(
      `clients: ${type} in organization ${orgId} is to switch to token ${token}, and client ${names}. This run leaves ` +
        `out its Deployment or Secret (--target, --exclude, ignoreChanges): run \`pulumi up\` with all of them. The live ` +
        `token keeps serving`,
    ),
  ];
}

/** Refuses, in the preview, to go on while a client of another stack still runs with an older token. */
function clientsElsewhereBehind({ tokenGeneration, readyGenerations }: MaybeKnown<Inputs>): CheckFailure[] {
  if (isUnknown(tokenGeneration) || isUnknown(readyGenerations)) return [];
  const slowest = Math.min(...(readyGenerations ?? []), tokenGeneration);
  if (slowest === tokenGeneration) return [];
  return [
    checkFailure(
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
  const olds = readStored(stateSchema, outputs);
  const news = inputsSchema.parse(properties);
  // Another creation of the integration has counted its tokens from 1 again.
  const former = olds.instance === news.instance ? olds : { liveGeneration: 0 };
  return makeLive(ctx, news, former);
}

/** The state knows which generation is live: a note of how it became so has done its work. */
export function settle(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const { orgId, type, instance, liveGeneration } = readStored(stateSchema, outputs);
  ledger.settle(placeOf(at, { orgId, type }), instance, (entry) => {
    const ofRotation = entry.operation === "switch" || entry.operation === "provision";
    if (!ofRotation || entry.token !== undefined || entry.generation > liveGeneration) return entry;
    const { owner, generation, at: since } = entry;
    return { operation: "live", owner, instance, generation, newest: liveGeneration, at: since };
  });
}

/** The program still has this switch: one that replaces it need not ask what is live. */
export function seen(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const { orgId, type, instance, liveGeneration } = readStored(stateSchema, outputs);
  ledger.holders.live(placeOf(at, { orgId, type }), instance, liveGeneration);
}

type Former = Pick<TokenSwitchState, "liveGeneration" | "unansweredGeneration">;

/** Sees to it that the token of `inputs.tokenGeneration` is the live one. */
async function makeLive(ctx: Context, inputs: Inputs, former: Former): Promise<TokenSwitchState> {
  const { integrationId, tokenGeneration, provisionedGeneration } = inputs;
  const { liveGeneration } = former;
  const place = placeOf(ctx, inputs);
  const done = stateSchema.parse({
    ...inputs,
    schemaVersion: SCHEMA_VERSION,
    liveGeneration: tokenGeneration,
  });

  if (liveGeneration < tokenGeneration && provisionedGeneration > 0) {
    if (liveGeneration >= provisionedGeneration) throw pendingIsNotOurs(inputs);
    await switchToken(ctx, inputs, former).catch((error: unknown) => {
      if (!isUnknownOutcome(error) && !(error instanceof CannotTell)) throw error;
      const undecided = { ...done, liveGeneration, unansweredGeneration: provisionedGeneration };
      throw new PartialFailure(integrationId, undecided, error);
    });
    // Stays until the state says so too: a run may be killed before the engine has stored this result.
    ctx.ledger.answered(place, stepOf(inputs));
  } else {
    endEnabling(ctx, inputs);
  }
  tellUnneeded(ctx, inputs);
  ctx.queue.leave(place);
  return done;
}

/** The state holds the integration by now, or there were no switch: the token of its enabling need not stay noted. */
function endEnabling({ ledger, ...ctx }: Context, inputs: Inputs): void {
  ledger.settle(placeOf(ctx, inputs), inputs.instance, (entry) => {
    const { token, ...note } = entry;
    if (entry.operation !== "enable" || token === undefined) return entry;
    return entry.generation > 1 ? { ...note, operation: "live" } : undefined;
  });
}

/** Switches, unless it is known to have happened. Where nobody can tell, a person has to: a blind switch may switch back. */
async function switchToken(ctx: Context, inputs: Inputs, former: Former): Promise<void> {
  const { integrationId, tokenGeneration } = inputs;
  const knowledge = whatIsKnown(ctx, inputs, former);
  if (knowledge === "switched") return;
  const lookedUp = ctx.liveGenerations.get(integrationId);
  const isOld = lookedUp === tokenGeneration - 1;
  if (knowledge !== "pending" && lookedUp === tokenGeneration) return;
  if (knowledge === "unknown" && !isOld) throw neverSeen(inputs);

  const refusal = await send(ctx, inputs);
  if (refusal === undefined) {
    if (knowledge !== "pending" && !isOld) await verify(ctx, inputs);
    return;
  }
  const hadHappened = knowledge === "maybe switched" && !isOld;
  if (hadHappened || lookedUp === tokenGeneration) return;
  // Nor is a note of the provision worth anything now: the next rotation has to ask for a new token.
  ctx.ledger.forget(placeOf(ctx, inputs));
  throw nothingProvisional(refusal.headline, inputs);
}

/**
 * What the state and the ledger know of the provisioned token: that it waits for its switch (or that only the state says
 * so, on a machine without the notes), that it was switched to, that a switch was sent and nobody knows what became of it,
 * or nothing at all.
 */
function whatIsKnown(
  ctx: Context,
  inputs: Inputs,
  { liveGeneration, unansweredGeneration }: Former,
): "pending" | "presumed pending" | "switched" | "maybe switched" | "unknown" {
  const { provisionedGeneration, instance } = inputs;
  const place = placeOf(ctx, inputs);
  const noted = ctx.ledger.resume(place);
  const entry =
    noted?.instance === instance && noted?.generation === provisionedGeneration ? noted : undefined;
  if (entry?.operation === "live" || (entry?.operation === "switch" && entry.answered)) return "switched";
  if (entry?.operation === "switch" || unansweredGeneration === provisionedGeneration)
    return "maybe switched";
  if (entry?.operation === "provision") return "pending";
  // A run may have been killed after its switch, on a machine whose notes are gone. Those of another stack never are here.
  if (liveGeneration > 0) return inputs.handedOver === true ? "pending" : "presumed pending";
  return ctx.ledger.holders.liveGeneration(place, instance) >= provisionedGeneration ? "switched" : "unknown";
}

/** What a person has looked up decides where there is a doubt, and should not wait for the next one. */
function tellUnneeded({ liveGenerations, log }: Context, { integrationId, orgId, type }: Inputs): void {
  if (!liveGenerations.has(integrationId)) return;
  log(
    `${type} in organization ${orgId}: which token is live is known now. Take its entry (${integrationId}=…) out of ` +
      `snyk-broker:liveGeneration: \`pulumi config rm snyk-broker:liveGeneration\` where it is the only one.`,
  );
}

/**
 * After a lost answer and a second switch that succeeded: either the first had no effect, or Snyk keeps the former
 * token as the provisional one and the second has switched back. A refusal of a third one proves the former.
 */
async function verify(ctx: Context, inputs: Inputs): Promise<void> {
  const refusal = await send(ctx, inputs).catch((error: unknown) => {
    // Nothing was proven, and the state has to keep that: whatever kept Snyk from answering the third.
    throw isUnknownOutcome(error) ? error : new CannotTell(inputs);
  });
  if (refusal === undefined) throw new CannotTell(inputs);
}

/**
 * One switch call, written down before it is sent. What a success means, only the caller knows.
 * @returns Snyk's refusal when no token is provisional
 */
async function send(ctx: Context, inputs: Inputs): Promise<SnykApiError | undefined> {
  const { orgId, integrationId } = inputs;
  try {
    await ctx.ledger.begin(placeOf(ctx, inputs), stepOf(inputs), () =>
      ctx.api.switchToken(orgId, integrationId),
    );
    return undefined;
  } catch (error) {
    if (isConflict(error)) return error;
    throw error;
  }
}

function stepOf({ provisionedGeneration, instance }: Inputs): Step {
  return { operation: "switch", generation: provisionedGeneration, instance };
}

function nothingProvisional(headline: string, { integrationId, tokenGeneration }: Inputs): UserError {
  return new UserError(
    `${headline} Snyk has no provisional token for this integration. Compare the live token in the web UI (Broker ` +
      `Credentials) with the brokerToken of this stack: if they are the same, confirm it with ${confirm(integrationId, tokenGeneration)} ` +
      `and run again; if not, the provisional token has expired: rotate again with another \`rotation.trigger\`. The old ` +
      `client keeps serving.`,
  );
}

/** A switch that is new in the state, for a token that is not. */
function neverSeen({ orgId, type, integrationId, tokenGeneration }: Inputs): UserError {
  return new UserError(
    `Could not tell which broker token of ${type} in organization ${orgId} is live: this TokenSwitch is new, its token ` +
      `(generation ${tokenGeneration}) was provisioned by an earlier run, and no note says whether it was switched to. ` +
      `Nothing was sent: a second switch may switch back. Look up the live token in the web UI (Broker Credentials): if it ` +
      `is the brokerToken of this stack, run ${confirm(integrationId, tokenGeneration)}, else ` +
      `${confirm(integrationId, tokenGeneration - 1)}; then \`pulumi up\` again.`,
  );
}

/** Two switches have succeeded where one was wanted: a doubt that the state has to keep. */
class CannotTell extends UserError {
  constructor({ orgId, type, integrationId, tokenGeneration }: Inputs) {
    super(
      `Could not tell which broker token of ${type} in organization ${orgId} is live: the answer to a switch was lost, and ` +
        `Snyk lets tokens be switched back and forth. Both clients keep serving. Look up the live token in the web UI (Broker ` +
        `Credentials): if it is the brokerToken of this stack, run ${confirm(integrationId, tokenGeneration)}, else ` +
        `${confirm(integrationId, tokenGeneration - 1)}; then \`pulumi up\` again.`,
    );
  }
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
