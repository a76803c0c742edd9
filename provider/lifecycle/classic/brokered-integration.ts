import { UserError } from "../../snyk/errors";
import {
  type CheckedInputs,
  checkedInputs,
  previousInputs,
  type WrittenInputs,
  writtenInputs,
} from "./brokered-integration-inputs";
import {
  type BrokeredIntegrationState,
  idOf,
  inputsOf,
  readState,
  integrationState,
  type TokenState,
} from "./brokered-integration-state";
import { type CheckContext, type Context } from "../context";
import { placeOf } from "./identity";
import { declaredTwice } from "./declared-twice";
import { disableBroker } from "./disable-broker";
import { type Ledger, storedGeneration } from "../ledger/ledger";
import { drift } from "./observe/drift";
import { observeId } from "./observe/integrations";
import { type ChangeTable, diffBy } from "../engine/change-table";
import {
  enableAgain,
  finishCreation,
  givenToken,
  interruptedToken,
  isGiven,
  rotate,
} from "./token/next-token";
import { stampToken } from "./token/stamp";
import { unreadable } from "../engine/stored-state";
import { nextStep } from "./token/next-step";
import type { CheckFailure, Checked, Diff, Properties, Read } from "../engine/protocol";
import { checkFailure } from "../engine/protocol";
import { isUnknown, type MaybeKnown, parseKnown } from "../engine/unknown";
import { cannotRotate, leftAlone } from "./universal";

export { create } from "./brokered-integration-creation";

/** Every input, and what a change to it means. `delete` and `read` see outputs only, so what they need updates. */
const onChange: ChangeTable<CheckedInputs> = {
  orgId: "replace",
  type: "replace",
  tokenGeneration: "update",
  brokered: "update",
  onDelete: "update",
  credentialsOnDelete: "update",
  sharedWith: "update",
  api: "update",
  rotation: "ignore", // says when the next token is due; an update would make every output unknown in the preview
  tokenIssuedOn: "ignore", // these follow the generation
  rotationAnchor: "ignore",
  rotationDeferred: "ignore",
  rotationReason: "ignore",
  enabledGeneration: "ignore",
  universalConnection: "ignore", // a refresh writes it
  adopt: "ignore", // read once, on creation
  assumeNotBrokered: "ignore",
  provisionalToken: "ignore", // read when a rotation happens anyway
  groupId: "ignore", // read from the inputs whenever a rotation happens
  switchedElsewhere: "ignore", // as well
};

export function check(ctx: CheckContext, olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(writtenInputs, news);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  const all = [...failures, ...connection.map(checkFailure)];
  const stored = Object.keys(olds).length === 0 ? undefined : previousInputs.safeParse(olds);
  if (stored === undefined) all.push(...issuedInFuture(ctx, fields.adopt));
  else if (!stored.success) all.push(checkFailure(unreadable(stored.error)));
  if (all.length === 0) all.push(...declaredTwice(ctx, fields));
  if (all.length > 0) return { inputs: news, failures: all };
  const previous = stored?.data;
  if (previous?.universalConnection !== undefined) {
    const place = { orgId: String(olds["orgId"]), type: String(olds["type"]) };
    const asked = isUnknown(fields.rotation) ? undefined : fields.rotation?.trigger;
    const isAsked = asked !== undefined && asked !== previous.rotation?.trigger;
    const failure = beside(ctx, place, previous.universalConnection, isAsked);
    if (failure !== undefined) return { inputs: news, failures: [failure] };
  }

  const stamped = stampToken(ctx, previous && { ...previous, trigger: previous.rotation?.trigger }, fields);
  const wanted = previous === undefined ? news : withoutReadOnce(news);
  const inputs = { ...wanted, onDelete: news["onDelete"] ?? "disable", ...stamped };
  return { inputs: { ...inputs, ...(previous && replacement(olds, inputs)) }, failures: [] };
}

/** Nothing is due for what goes through the Universal Broker, and nobody must think so. */
function beside(
  { log }: CheckContext,
  place: { readonly orgId: string; readonly type: string },
  connection: string,
  isAsked: boolean,
): CheckFailure | undefined {
  if (isAsked) return checkFailure(cannotRotate(place, connection));
  log(leftAlone(place, connection));
  return undefined;
}

/** The schedule would count from a day that has not come yet. Without the day itself: `adopt` as a whole is secret. */
function issuedInFuture(
  { today }: CheckContext,
  adopt: MaybeKnown<WrittenInputs>["adopt"],
): readonly CheckFailure[] {
  const issuedOn = isUnknown(adopt) ? undefined : adopt?.tokenIssuedOn;
  if (issuedOn === undefined || issuedOn <= today) return [];
  return [checkFailure(`adopt.tokenIssuedOn: is in the future; today is ${today} (UTC)`)];
}

/**
 * Without what only a creation reads. The program may keep it for ever; a refresh, which sees no inputs, could not give
 * it back, and the next preview would show it as new.
 */
function withoutReadOnce({ adopt: _adopt, assumeNotBrokered: _assumed, ...inputs }: Properties): Properties {
  return inputs;
}

/**
 * For policies, which see no diff. It reaches no state: for the new resource the engine checks the inputs again, without
 * the old ones.
 */
function replacement(olds: Properties, news: Properties): { readonly replacementOf?: string } {
  if (diffBy(onChange, olds, news).replaces.length === 0) return {};
  return { replacementOf: `${String(olds["type"])} in organization ${String(olds["orgId"])}` };
}

export function diff(olds: Properties, news: Properties): Diff {
  const unfinished = olds["brokerToken"] === undefined;
  const { changes, replaces } = diffBy(onChange, olds, news);
  return { changes: changes || unfinished, replaces };
}

export async function read(ctx: Context, outputs: Properties): Promise<Read<BrokeredIntegrationState>> {
  const state = readState(outputs);
  const found = await observeId(ctx.api, state.orgId, state.integrationId);
  if (found === undefined) return { gone: true };
  const standing = await drift(ctx, state, found, "enables it again");
  if (standing === undefined) return { gone: false, outs: state };
  const { universalConnection: _former, ...others } = state;
  const outs = { ...others, ...standing };
  return { gone: false, outs, inputs: inputsOf(outs) };
}

export async function update(
  ctx: Context,
  outputs: Properties,
  properties: Properties,
): Promise<BrokeredIntegrationState> {
  const olds = readState(outputs);
  const news = checkedInputs.parse(properties);
  return integrationState(news, await tokenFor(ctx, olds, news));
}

async function tokenFor(
  ctx: Context,
  olds: BrokeredIntegrationState,
  inputs: CheckedInputs,
): Promise<TokenState> {
  const news = { ...inputs, instance: olds.instance };
  const { brokered, tokenGeneration } = olds;
  const standing = {
    brokered,
    universal: olds.universalConnection !== undefined,
    hasToken: olds.brokerToken !== undefined,
    tokenGeneration,
    unswitched: isUnswitched(ctx, olds, inputs),
  };
  const step = nextStep(standing, { tokenGeneration: inputs.tokenGeneration, given: isGiven(olds, inputs) });
  if (step === "keep") return olds;
  if (step === "enable again") return enableAgain(ctx, olds, news);
  const interrupted = interruptedToken(ctx, olds, news);
  if (interrupted !== undefined) return interrupted;
  switch (step) {
    case "finish creation":
      return finishCreation(ctx, olds, news);
    case "rotate":
      return rotate(ctx, olds, news);
    case "finish rotation":
      return olds;
    case "finish creation with the given token":
    case "rotate to the given token":
      return givenToken(ctx, olds, news);
  }
}

/**
 * Whether the last token still waits for its switch, as far as this stack's notes say. Another stack's switch leaves
 * none here; Snyk refuses another token while it is still the provisional one.
 */
function isUnswitched(
  ctx: Context,
  olds: BrokeredIntegrationState,
  { switchedElsewhere }: CheckedInputs,
): boolean {
  const entry = ctx.ledger.resume(placeOf(ctx, olds));
  return (
    entry?.operation === "provision" &&
    entry.generation === olds.provisionedGeneration &&
    switchedElsewhere !== true
  );
}

/** Turns the Broker off, unless another resource holds it. Succeeds when the integration is gone already. */
export async function remove(ctx: Context, outputs: Properties): Promise<void> {
  const state = readState(outputs);
  const place = placeOf(ctx, state);
  const held = ctx.ledger.release(place, instanceOf(state));
  if (held) {
    ctx.log(
      `${state.type} in organization ${state.orgId} stays as it is: another resource of the program holds it now.`,
    );
  } else if (state.universalConnection !== undefined) {
    ctx.log(leftAlone(state, state.universalConnection));
  } else if (state.onDelete === "disable") {
    refuseWhileShared(ctx, state);
    await disableBroker(ctx, state, credentialsRefused);
  }
  ctx.ledger.end(place, state.instance);
}

/** Called with every state that a run meets: it may hold by now what was only noted. */
export function settle(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const { orgId, type, brokerToken, instance, tokenGeneration, provisionedGeneration } = readState(outputs);
  ledger.settle(placeOf(at, { orgId, type }), instance, (entry) => {
    const { token, ...note } = entry;
    const holdsToken = token !== undefined && token === brokerToken;
    if (!holdsToken) return entry;
    // A provisioned token still waits for its switch.
    if (entry.operation === "provision") {
      return { ...note, generation: provisionedGeneration, newest: tokenGeneration, stored: true };
    }
    // The first token needs no note: no state is older than its own.
    return tokenGeneration > 1 ? { ...note, operation: "live" } : undefined;
  });
}

/** The program still has this resource, or moves it: until it is deleted it holds its integration. */
export function seen(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const state = readState(outputs);
  const place = placeOf(at, state);
  ledger.holders.hold(place, instanceOf(state));
  const entry = ledger.resume(place);
  if (entry === undefined || entry.instance !== state.instance) return;
  const newest = storedGeneration(entry) ?? 0;
  if (newest > state.tokenGeneration) sayOlder(ledger, state, entry.at, newest);
}

function sayOlder(
  { log }: Ledger,
  { type, orgId, tokenGeneration }: BrokeredIntegrationState,
  at: string,
  newest: number,
): void {
  log(
    `${type} in organization ${orgId}: this state (token generation ${tokenGeneration}) is older than what this stack ` +
      `did on ${at.slice(0, 10)} (generation ${newest}), as a restored backup is. Its token may not be live any more: ` +
      `rotate it with another \`rotation.trigger\`.`,
  );
}

/** Those of before there were instances tell themselves apart from later ones at least. */
function instanceOf({ instance, integrationId }: BrokeredIntegrationState): string {
  return instance ?? integrationId;
}

function refuseWhileShared(
  ctx: Context,
  { orgId, type, integrationId, instance, sharedWith = [] }: BrokeredIntegrationState,
): void {
  const users = [...sharedWith, ...ctx.ledger.holders.sharersOf(idOf({ integrationId, instance }))];
  if (users.length === 0) return;
  throw new UserError(
    `Refused to turn off the Broker for ${type} in organization ${orgId}: its token is still used by ${users.join(", ")}. ` +
      `Remove them first and take them out of \`sharedWith\`, or set \`onDelete: "retain"\`. Where it is replaced, leave ` +
      `out \`deleteBeforeReplace\`: its clones then move before it is turned off.`,
  );
}

function credentialsRefused(headline: string): UserError {
  return new UserError(
    `${headline} Snyk may not accept empty credentials for this type: set \`credentialsOnDelete\`, run \`pulumi up\`, ` +
      `then destroy again; or set \`onDelete: "retain"\`.`,
  );
}
