import { z } from "zod";
import { apiConnection, credentialsOnDelete, organizationId } from "./fields";
import {
  cannotClone,
  cannotMove,
  credentialsRefused,
  existsAlready,
  leftBehind,
  otherGroup,
} from "./clone-refusals";
import { type CheckContext, type Context } from "../context";
import { placeOf } from "./identity";
import { declaredTwice } from "./declared-twice";
import { disableBroker } from "./disable-broker";
import { isConflict, isUnknownOutcome } from "../../snyk/errors";
import { type Ledger, newInstance } from "../ledger/ledger";
import { drift } from "./observe/drift";
import { observeId, observeType } from "./observe/integrations";
import { type ChangeTable, diffBy } from "../engine/change-table";
import { readStored, SCHEMA_VERSION } from "../engine/stored-state";
import type { Checked, Created, Diff, Properties, Read } from "../engine/protocol";
import { checkFailure } from "../engine/protocol";
import { containsUnknown, isUnknown, parseKnown } from "../engine/unknown";
import { leftAlone, LOOK_AGAIN, NOT_FOR_CLASSIC, refuseUniversal } from "./universal";

/** What it is a clone of: which integration, and which enabling of it. One property, whose dependency is stored once. */
const source = z.object({
  orgId: z.string(),
  type: z.string(),
  /** Pulumi's id of the source: it changes with every creation of the source, also of the same integration. */
  id: z.string(),
  /** The generation with which the Broker was last enabled, where that is not the first one; 0 for an adopted source. */
  enabledGeneration: z.number().int().optional(),
});
type Source = z.output<typeof source>;

const written = z.object({
  orgId: organizationId,
  source,
  adopt: z.boolean().optional(),
  onDelete: z.enum(["disable", "retain"], `give "disable" or "retain"`).optional(),
  credentialsOnDelete,
  api: apiConnection,
});
// What every clone has anyway, "disable" and `true`, is not stored: there may be a thousand of them in a state.
const inputsSchema = written.extend({
  brokered: z.boolean().optional(),
  /** The Universal Broker's connection that a refresh has found it to go through: it is left as it is. */
  universalConnection: z.string().optional(),
});
type Inputs = z.output<typeof inputsSchema>;

const stateSchema = inputsSchema.extend({
  schemaVersion: z.literal(SCHEMA_VERSION),
  integrationId: z.string(),
  /** Which creation of the clone this is; see `newInstance`. */
  instance: z.string().optional(),
});
export type ClonedIntegrationState = z.output<typeof stateSchema>;

const onChange: ChangeTable<Inputs> = {
  orgId: "replace",
  source: "update", // cloned over: a clone that is turned off first might never come back
  brokered: "update",
  universalConnection: "ignore", // a refresh writes it
  onDelete: "update", // `delete` sees outputs only, so what it needs updates
  credentialsOnDelete: "update",
  api: "update",
  adopt: "ignore", // read once, on creation, and when its source was taken over
};

/** The first releases stored what it is a clone of in four properties. */
function current({
  type,
  sourceOrgId,
  sourceIntegrationId,
  sourceEnabledGeneration,
  onDelete,
  ...others
}: Properties): Properties {
  const state = onDelete === undefined || onDelete === "disable" ? others : { ...others, onDelete };
  if (typeof sourceOrgId !== "string") return state;
  const enabled = sourceEnabledGeneration !== undefined && { enabledGeneration: sourceEnabledGeneration };
  return { ...state, source: { orgId: sourceOrgId, type, id: sourceIntegrationId, ...enabled } };
}

function readState(outputs: Properties): ClonedIntegrationState {
  return readStored(stateSchema, current(outputs));
}

export function check(ctx: CheckContext, stored: Properties, news: Properties): Checked {
  const olds = current(stored);
  const { fields, failures } = parseKnown(written, { ...news, source: whole(news["source"]) }, ["source"]);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  const all = [...failures, ...connection.map(checkFailure)];
  const { orgId, type } = (news["source"] ?? {}) as Partial<Source>;
  if (all.length === 0 && !isUnknown(fields.orgId) && !containsUnknown(orgId) && fields.orgId === orgId) {
    all.push(checkFailure(`orgId: ${fields.orgId} is the source's own organization; name another one`));
  }
  if (all.length === 0 && typeof type === "string" && !containsUnknown(type)) {
    all.push(...declaredTwice(ctx, { orgId: fields.orgId, type, api: fields.api }));
    announceMove(ctx, olds, news);
  }
  const { onDelete, ...others } = news;
  const inputs = {
    ...others,
    ...(onDelete !== "disable" && { onDelete }),
    ...standing(ctx, olds, fields.orgId),
  };
  return { inputs, failures: all };
}

/** What a refresh has written, as it is to become. */
function standing({ log }: CheckContext, olds: Properties, orgId: unknown): Properties {
  const { brokered, universalConnection, source: from } = olds;
  const type = String(typeOf(from));
  if (typeof universalConnection === "string" && orgId === olds["orgId"]) {
    log(leftAlone({ orgId: String(olds["orgId"]), type }, universalConnection));
    return { brokered, universalConnection };
  }
  // A refresh that finds the Broker off writes `false`: the preview then shows `false => true`.
  return brokered === undefined ? {} : { brokered: true };
}

/** Of a source that failed, `pulumi up --continue-on-error` leaves out what it does not know, here in the midst. */
function whole(from: unknown): unknown {
  const { id, orgId, type } = (from ?? {}) as Partial<Source>;
  return id === undefined || orgId === undefined || type === undefined ? undefined : from;
}

/** A preview cannot ask Snyk whether it clones over what exists. */
function announceMove({ log }: CheckContext, olds: Properties, news: Properties): void {
  const from = source.safeParse(olds["source"]).data;
  const to = (news["source"] ?? {}) as Partial<Source>;
  if (
    from === undefined ||
    typeof to.orgId !== "string" ||
    containsUnknown(to.orgId) ||
    from.orgId === to.orgId
  )
    return;
  if (olds["orgId"] !== news["orgId"]) return;
  log(
    `${from.type} in organization ${String(news["orgId"])}: it is cloned anew from organization ${to.orgId}, over the ` +
      `clone of organization ${from.orgId}. Snyk may refuse to clone over what exists: \`pulumi up\` then stops, and ` +
      `nothing is turned off.`,
  );
}

export function diff(stored: Properties, wanted: Properties): Diff {
  // A refresh asks with the inputs of the state, which may have the former shape as well.
  const [olds, news] = [current(stored), current(wanted)];
  const found = diffBy(onChange, olds, news);
  // Another type is another integration of the organization. What is not known does not count: Pulumi asks with an unknown source
  // whether the clone would go with one that is deleted before it is replaced.
  const [was, will] = [typeOf(olds["source"]), typeOf(news["source"])];
  const moves = will !== undefined && !containsUnknown(will) && was !== will;
  return moves ? { ...found, replaces: [...found.replaces, "source"] } : found;
}

function typeOf(from: unknown): unknown {
  return typeof from === "object" && from !== null && "type" in from ? from.type : undefined;
}

export async function create(ctx: Context, properties: Properties): Promise<Created<ClonedIntegrationState>> {
  const inputs = inputsSchema.parse(properties);
  const { orgId, source: from } = inputs;
  const place = placeOf(ctx, { orgId, type: from.type });
  const instance = newInstance();
  ctx.ledger.holders.attempt(place);
  // A run that was killed before the state held the clone has left it behind: it is ours, if it has the same source.
  const entry = ctx.ledger.resume(place);
  const interrupted = entry?.operation === "clone" && entry.source === enablingOf(from);
  const existing = await observeType(ctx.api, orgId, from.type, from.orgId);
  // One whose Broker is off is no clone: it is what a destroy, or a time before the Broker, has left in its place.
  const isBrokered = existing !== undefined && existing.brokered !== false;
  if (isBrokered) await refuseUniversal(ctx, { orgId, type: from.type }, NOT_FOR_CLASSIC);
  if (isBrokered && inputs.adopt !== true && (!interrupted || ctx.ledger.holders.isHeld(place))) {
    throw existsAlready(inputs);
  }

  // What is left after a Broker was turned off cannot be deleted: whether Snyk clones over it, it says itself.
  const integrationId = isBrokered ? existing.id : await clone(ctx, inputs, instance);
  if (isBrokered && interrupted) ctx.ledger.handOn(place, instance);
  ctx.ledger.hold(place, instance, existing !== undefined);
  ctx.ledger.holders.share(from.id, place, describe(inputs));
  return { id: integrationId, outs: cloneState(inputs, { integrationId, instance }) };
}

export async function read(ctx: Context, outputs: Properties): Promise<Read<Properties>> {
  const state = readState(outputs);
  const found = await observeId(ctx.api, state.orgId, state.integrationId);
  if (found === undefined) return { gone: true };
  const place = { orgId: state.orgId, type: state.source.type, integrationId: state.integrationId };
  const { brokered = true, universalConnection } = state;
  const standing = await drift(ctx, { ...place, brokered, universalConnection }, found, "clones it again");
  // As it was stored: another shape of the same would look like drift.
  if (standing === undefined) return { gone: false, outs: outputs };
  const { universalConnection: _former, ...others } = state;
  const outs = { ...others, ...standing };
  const { integrationId: _id, instance: _instance, schemaVersion: _version, ...inputs } = outs;
  return { gone: false, outs, inputs };
}

export async function update(
  ctx: Context,
  outputs: Properties,
  properties: Properties,
): Promise<ClonedIntegrationState> {
  const olds = readState(outputs);
  const news = inputsSchema.parse(properties);
  const integrationId = await sharing(ctx, olds, news);
  ctx.ledger.holders.share(news.source.id, placeOf(ctx, { ...news, type: news.source.type }), describe(news));
  return cloneState(news, { integrationId, instance: olds.instance });
}

/** Sees to it that the clone is on its source's token. @returns its integration id */
async function sharing(ctx: Context, olds: ClonedIntegrationState, news: Inputs): Promise<string> {
  if (olds.universalConnection !== undefined) return olds.integrationId;
  // Enabling a clone by itself would give it a token of its own: it has to be cloned again.
  if (olds.brokered === false) {
    await refuseUniversal(ctx, { orgId: news.orgId, type: news.source.type }, LOOK_AGAIN);
    return clone(ctx, news, olds.instance);
  }
  const sameSource = enablingOf(olds.source) === enablingOf(news.source);
  // The source was taken over by another resource, and the program says that it is still the same token.
  const sameToken =
    news.source.enabledGeneration === 0 && news.adopt === true && olds.source.orgId === news.source.orgId;
  return sameSource || sameToken ? olds.integrationId : cloneAgain(ctx, olds, news);
}

/** Turns the clone's Broker off, unless another resource holds it. */
export async function remove(ctx: Context, outputs: Properties): Promise<void> {
  const state = readState(outputs);
  const { orgId, integrationId, instance, onDelete, credentialsOnDelete: credentials } = state;
  const { type, id } = state.source;
  const place = placeOf(ctx, { orgId, type });
  if (ctx.ledger.release(place, instance ?? integrationId)) {
    ctx.log(`${type} in organization ${orgId} stays as it is: another resource of the program holds it now.`);
  } else if (state.universalConnection !== undefined) {
    ctx.log(leftAlone({ orgId, type }, state.universalConnection));
    ctx.ledger.holders.unshare(place);
  } else if (onDelete === "retain") {
    ctx.ledger.holders.share(id, place, describe(state));
  } else {
    const target = { orgId, type, integrationId, credentialsOnDelete: credentials };
    await disableBroker(ctx, target, credentialsRefused);
    ctx.ledger.holders.unshare(place);
  }
  ctx.ledger.end(place, instance);
}

/** A clone that the state holds was not interrupted. */
export function settle(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const { orgId, source: from, instance } = readState(outputs);
  ledger.settle(placeOf(at, { orgId, type: from.type }), instance, (entry) =>
    entry.operation === "clone" ? undefined : entry,
  );
}

/** The program still has this clone: until it is deleted it holds its integration, and shares its source's token. */
export function seen(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const state = readState(outputs);
  const place = placeOf(at, { orgId: state.orgId, type: state.source.type });
  ledger.holders.hold(place, state.instance ?? state.integrationId);
  ledger.holders.share(state.source.id, place, describe(state));
}

/** Names one enabling of one source. */
function enablingOf({ id, enabledGeneration }: Source): string {
  return `${id} ${enabledGeneration ?? ""}`;
}

/** Snyk's id of the source. */
function sourceIntegration({ id }: Source): string {
  return id.split("/")[0] ?? id;
}

function describe({ orgId }: Inputs): string {
  return `the clone in organization ${orgId}`;
}

async function clone(ctx: Context, inputs: Inputs, instance: string | undefined): Promise<string> {
  const { orgId, source: from } = inputs;
  if ((await ctx.groups.same(from.orgId, orgId)) === false) throw otherGroup(inputs);
  await refuseUniversal(ctx, from, NOT_FOR_CLASSIC);
  const place = placeOf(ctx, { orgId, type: from.type });
  const step = { operation: "clone", generation: 1, instance, source: enablingOf(from) } as const;
  try {
    return await ctx.ledger.begin(place, step, () => cloned(ctx, inputs));
  } catch (error) {
    throw isConflict(error) ? cannotClone(inputs, error) : error;
  }
}

async function cloned(ctx: Context, { orgId, source: from }: Inputs): Promise<string> {
  const send = (): Promise<string> => ctx.api.cloneIntegration(from.orgId, sourceIntegration(from), orgId);
  try {
    return await send();
  } catch (error) {
    if (!isUnknownOutcome(error)) throw error;
    const made = await observeType(ctx.api, orgId, from.type);
    return made && made.brokered !== false ? made.id : send();
  }
}

/**
 * Clones over a clone whose Broker is on, with another token than its source has. After a lost answer the place looks as
 * it did before, so the call is simply made again: it copies the same token.
 */
async function cloneAgain(ctx: Context, olds: ClonedIntegrationState, news: Inputs): Promise<string> {
  const { orgId, source: from } = news;
  const moves = from.orgId !== olds.source.orgId;
  if (moves && (await ctx.groups.same(from.orgId, orgId)) === false) throw otherGroup(news);
  await refuseUniversal(ctx, { orgId, type: from.type }, LOOK_AGAIN);
  const send = (): Promise<string> => ctx.api.cloneIntegration(from.orgId, sourceIntegration(from), orgId);
  try {
    return await send().catch((error: unknown) => {
      if (isUnknownOutcome(error)) return send();
      throw error;
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw moves ? cannotMove(olds, news, error) : leftBehind(news, error);
  }
}

function cloneState(
  inputs: Inputs,
  clone: Pick<ClonedIntegrationState, "integrationId" | "instance">,
): ClonedIntegrationState {
  return stateSchema.parse({ ...inputs, schemaVersion: SCHEMA_VERSION, ...clone });
}
