import type { ListedIntegration } from "../snyk/api";
import { UserError } from "../snyk/errors";
import {
  type CheckedInputs,
  checkedInputs,
  previousInputs,
  type WrittenInputs,
  writtenInputs,
} from "./brokered-integration-inputs";
import {
  type BrokeredIntegrationState,
  inputsOf,
  readState,
  stateOf,
  type TokenState,
} from "./brokered-integration-state";
import { type CheckContext, type Context, integrationKey } from "./context";
import { disableBroker } from "./disable-broker";
import { isUnknownOutcome, PartialFailure } from "./errors";
import { enableBroker } from "./issue-token";
import type { JournalEntry } from "./journal";
import { observeId, observeType } from "./observe";
import { type ChangeTable, diffBy } from "./on-change";
import { enableAgain, ENABLED, finishCreation, provisioned, rotate } from "./rotate";
import { stampToken } from "./stamp-token";
import type { CheckFailure, Checked, Created, Diff, Properties, Read } from "./types";
import { failure } from "./types";
import { isUnknown, type MaybeKnown, parseKnown } from "./unknown";

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
  adopt: "ignore", // read once, on creation
  assumeNotBrokered: "ignore",
  provisionalToken: "ignore", // read when a rotation happens anyway
  groupId: "ignore", // read from the inputs whenever a rotation happens
  switchedElsewhere: "ignore", // as well
};

export function check(ctx: CheckContext, olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(writtenInputs, news);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  const all = [...failures, ...connection.map(failure)];
  const { data: previous } = previousInputs.safeParse(olds);
  if (previous === undefined) all.push(...issuedInFuture(ctx, fields.adopt));
  if (all.length > 0) return { inputs: news, failures: all };

  const stamped = stampToken(ctx, previous && { ...previous, trigger: previous.rotation?.trigger }, fields);
  const wanted = previous === undefined ? news : withoutReadOnce(news);
  const inputs = { ...wanted, onDelete: news["onDelete"] ?? "disable", ...stamped };
  return { inputs: { ...inputs, ...(previous && replacement(olds, inputs)) }, failures: [] };
}

/** The schedule would count from a day that has not come yet. Without the day itself: `adopt` as a whole is secret. */
function issuedInFuture(
  { today }: CheckContext,
  adopt: MaybeKnown<WrittenInputs>["adopt"],
): readonly CheckFailure[] {
  const issuedOn = isUnknown(adopt) ? undefined : adopt?.tokenIssuedOn;
  if (issuedOn === undefined || issuedOn <= today) return [];
  return [failure(`adopt.tokenIssuedOn: is in the future; today is ${today} (UTC)`)];
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

export async function create(
  ctx: Context,
  properties: Properties,
): Promise<Created<BrokeredIntegrationState>> {
  const inputs = checkedInputs.parse(properties);
  const existing = await observeType(ctx.api, inputs.orgId, inputs.type);
  if (inputs.adopt) return adopted(inputs, inputs.adopt.brokerToken, existing);

  const interrupted = interruptedCreation(ctx, inputs);
  if (existing && existing.brokered !== false) {
    if (interrupted?.token !== undefined) {
      const source = interrupted.operation === "provision" ? provisioned(inputs) : ENABLED;
      return created(inputs, { integrationId: existing.id, brokerToken: interrupted.token, ...source });
    }
    if (interrupted === undefined) refuseTakeOver(inputs, existing);
  }

  const { integrationId, brokerToken } = await enableBroker(ctx, inputs, existing).catch(
    async (error: unknown) => {
      throw await knownToBeThere(ctx, inputs, error);
    },
  );
  if (brokerToken !== undefined) return created(inputs, { integrationId, brokerToken, ...ENABLED });
  try {
    return created(inputs, await finishCreation(ctx, { integrationId }, inputs));
  } catch (error) {
    const state = stateOf(inputs, { integrationId, ...provisioned(inputs) });
    throw error instanceof UserError ? new PartialFailure(integrationId, state, error) : error;
  }
}

export async function read(ctx: Context, outputs: Properties): Promise<Read<BrokeredIntegrationState>> {
  const state = readState(outputs);
  const found = await observeId(ctx.api, state.orgId, state.integrationId);
  if (found === undefined) return { gone: true };
  if (found.brokered !== false || !state.brokered) return { gone: false, outs: state };
  ctx.log(
    `${state.type} in organization ${state.orgId}: the Broker is turned off at Snyk; \`pulumi up\` enables it again.`,
  );
  const off = { ...state, brokered: false };
  return { gone: false, outs: off, inputs: inputsOf(off) };
}

export async function update(
  ctx: Context,
  outputs: Properties,
  properties: Properties,
): Promise<BrokeredIntegrationState> {
  const olds = readState(outputs);
  const news = checkedInputs.parse(properties);
  return stateOf(news, await tokenFor(ctx, olds, news));
}

async function tokenFor(
  ctx: Context,
  olds: BrokeredIntegrationState,
  news: CheckedInputs,
): Promise<TokenState> {
  if (!olds.brokered) return enableAgain(ctx, olds, news);
  if (olds.brokerToken === undefined) return finishCreation(ctx, olds, news);
  if (news.tokenGeneration > olds.tokenGeneration) return rotate(ctx, olds, news);
  return olds;
}

/** Turns the Broker off. Succeeds when the integration is gone already. */
export async function remove(ctx: Context, outputs: Properties): Promise<void> {
  const state = readState(outputs);
  if (state.onDelete === "disable") {
    refuseWhileShared(ctx, state);
    await disableBroker(ctx, state, credentialsRefused);
  }
  ctx.journal.remove(integrationKey(ctx, state));
}

/** What a killed creation has left behind. A note of a rotation says nothing about who enabled the Broker. */
function interruptedCreation(ctx: Context, inputs: CheckedInputs): JournalEntry | undefined {
  const entry = ctx.journal.find(integrationKey(ctx, inputs));
  const isCreation = entry?.operation === "enable" || entry?.operation === "provision";
  return isCreation && entry.generation === inputs.tokenGeneration ? entry : undefined;
}

/**
 * An integration that Snyk has made, and whose answer was lost for good, belongs into the state: `destroy` must find
 * it. Its token is unknown, so the next `up` enables it again.
 */
async function knownToBeThere(ctx: Context, inputs: CheckedInputs, error: unknown): Promise<unknown> {
  if (!isUnknownOutcome(error)) return error;
  const found = await observeType(ctx.api, inputs.orgId, inputs.type).catch(() => undefined);
  if (found === undefined || found.brokered === false) return error;
  const state = { ...stateOf(inputs, { integrationId: found.id, ...ENABLED }), brokered: false };
  return new PartialFailure(found.id, state, error);
}

function created(inputs: CheckedInputs, token: TokenState): Created<BrokeredIntegrationState> {
  return { id: token.integrationId, outs: stateOf(inputs, token) };
}

function adopted(
  inputs: CheckedInputs,
  brokerToken: string,
  existing: ListedIntegration | undefined,
): Created<BrokeredIntegrationState> {
  const place = `${inputs.type} in organization ${inputs.orgId}`;
  if (existing === undefined || existing.brokered === false) {
    const why = existing === undefined ? "there is no such integration" : "its Broker is not enabled";
    throw new UserError(
      `Could not adopt ${place}: ${why}. Remove \`adopt\`, and it is enabled with a new token.`,
    );
  }
  return created(inputs, {
    integrationId: existing.id,
    brokerToken,
    tokenSource: "adopt",
    provisionedGeneration: 0,
  });
}

function refuseTakeOver(
  { orgId, type, assumeNotBrokered }: CheckedInputs,
  existing: ListedIntegration,
): void {
  const place = `${type} in organization ${orgId}`;
  const adopt =
    "set `adopt: { brokerToken }` with the token that Snyk's web UI shows under Broker Credentials";
  if (existing.brokered === true) {
    throw new UserError(
      `${place} is brokered already, and enabling it again could cut off its client. To take it over as it is, ` +
        `${adopt}; if nobody uses it, turn its Broker off in the web UI and run again.`,
    );
  }
  if (assumeNotBrokered !== true) {
    throw new UserError(
      `${place} exists already, and Snyk does not say whether its Broker is enabled (the REST API refused). If it is ` +
        `brokered, ${adopt}; if it is not, set \`assumeNotBrokered: true\`.`,
    );
  }
}

function refuseWhileShared(
  ctx: Context,
  { orgId, type, integrationId, sharedWith = [] }: BrokeredIntegrationState,
): void {
  const users = [
    ...sharedWith,
    ...(ctx.retained.get(integrationId) ?? []).map((org) => `the clone in organization ${org}`),
  ];
  if (users.length === 0) return;
  throw new UserError(
    `Refused to turn off the Broker for ${type} in organization ${orgId}: its token is still used by ${users.join(", ")}. ` +
      `Remove them first and take them out of \`sharedWith\`, or set \`onDelete: "retain"\`.`,
  );
}

function credentialsRefused(headline: string): UserError {
  return new UserError(
    `${headline} Snyk may not accept empty credentials for this type: set \`credentialsOnDelete\`, run \`pulumi up\`, ` +
      `then destroy again; or set \`onDelete: "retain"\`.`,
  );
}
