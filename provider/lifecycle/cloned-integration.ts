import { z } from "zod";
import { type SnykApiError, UserError } from "../snyk/errors";
import { apiConnection, credentialsOnDelete, organizationId } from "./brokered-integration-inputs";
import { type CheckContext, type Context, integrationKey } from "./context";
import { disableBroker } from "./disable-broker";
import { isConflict, isUnknownOutcome } from "./errors";
import { observeId, observeType } from "./observe";
import { type ChangeTable, diffBy } from "./on-change";
import { readStored } from "./stored-state";
import type { Checked, Created, Diff, Properties, Read } from "./types";
import { failure } from "./types";
import { isUnknown, parseKnown } from "./unknown";

const written = z.object({
  orgId: organizationId,
  type: z.string(),
  sourceOrgId: z.string(),
  sourceIntegrationId: z.string(),
  /** The generation with which the source's Broker was last enabled, where that is not the first one. */
  sourceEnabledGeneration: z.number().int().optional(),
  adopt: z.boolean().optional(),
  onDelete: z.enum(["disable", "retain"], `give "disable" or "retain"`).optional(),
  credentialsOnDelete,
  api: apiConnection,
});
// What every clone has anyway, "disable" and `true`, is not stored: there may be a thousand of them in a state.
const inputsSchema = written.extend({ brokered: z.boolean().optional() });
type Inputs = z.output<typeof inputsSchema>;

const stateSchema = inputsSchema.extend({ schemaVersion: z.literal(1), integrationId: z.string() });
export type ClonedIntegrationState = z.output<typeof stateSchema>;

const onChange: ChangeTable<Inputs> = {
  orgId: "replace",
  type: "replace",
  sourceOrgId: "replace",
  sourceIntegrationId: "replace-when-known", // organization and type name the same integration
  sourceEnabledGeneration: "update", // a token of its own: the clone is still on the former one
  brokered: "update",
  onDelete: "update", // `delete` sees outputs only, so what it needs updates
  credentialsOnDelete: "update",
  api: "update",
  adopt: "ignore", // read once, on creation
};

const fromSource = ["type", "sourceOrgId", "sourceIntegrationId", "sourceEnabledGeneration"] as const;

export function check(ctx: CheckContext, olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(written, news, fromSource);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  const all = [...failures, ...connection.map(failure)];
  if (all.length === 0 && !isUnknown(fields.orgId) && fields.orgId === fields.sourceOrgId) {
    all.push(failure(`orgId: ${fields.orgId} is the source's own organization; name another one`));
  }
  const { onDelete, ...others } = news;
  const inputs = {
    ...others,
    ...(onDelete !== "disable" && { onDelete }),
    // A refresh that finds the Broker off writes `false`: the preview then shows `false => true`.
    ...(olds["brokered"] !== undefined && { brokered: true }),
  };
  return { inputs, failures: all };
}

export function diff(olds: Properties, news: Properties): Diff {
  const found = diffBy(onChange, olds, news);
  // Another source for the same place: there is one integration of a type per organization, so the old one goes first.
  const samePlace = !found.replaces.includes("orgId") && !found.replaces.includes("type");
  return found.replaces.length > 0 && samePlace ? { ...found, deleteBeforeReplace: true } : found;
}

export async function create(ctx: Context, properties: Properties): Promise<Created<ClonedIntegrationState>> {
  const inputs = inputsSchema.parse(properties);
  // A run that was killed before the state held the clone has left it behind: it is ours.
  const interrupted = ctx.journal.find(journalKey(ctx, inputs))?.operation === "clone";
  const existing = await observeType(ctx.api, inputs.orgId, inputs.type);
  // One whose Broker is off is no clone: it is what a destroy, or a time before the Broker, has left in its place.
  const takeOver =
    existing !== undefined && existing.brokered !== false && (interrupted || inputs.adopt === true);
  if (existing && !takeOver && existing.brokered !== false) throw existsAlready(inputs);

  // What is left after a Broker was turned off cannot be deleted: whether Snyk clones over it, it says itself.
  const integrationId = takeOver ? existing.id : await clone(ctx, inputs);
  return { id: integrationId, outs: stateOf(inputs, integrationId) };
}

export async function read(ctx: Context, outputs: Properties): Promise<Read<ClonedIntegrationState>> {
  const state = readStored(stateSchema, outputs);
  const found = await observeId(ctx.api, state.orgId, state.integrationId);
  if (found === undefined) return { gone: true };
  if (found.brokered !== false || state.brokered === false) return { gone: false, outs: state };
  const off = { ...state, brokered: false };
  const { integrationId: _id, schemaVersion: _version, ...inputs } = off;
  return { gone: false, outs: off, inputs };
}

export async function update(
  ctx: Context,
  outputs: Properties,
  properties: Properties,
): Promise<ClonedIntegrationState> {
  const olds = readStored(stateSchema, outputs);
  const news = inputsSchema.parse(properties);
  // Enabling a clone by itself would give it a token of its own: it has to be cloned again.
  if (olds.brokered === false) return stateOf(news, await clone(ctx, news));
  if (olds.sourceEnabledGeneration === news.sourceEnabledGeneration) return stateOf(news, olds.integrationId);
  return stateOf(news, await cloneAgain(ctx, news));
}

export async function remove(ctx: Context, outputs: Properties): Promise<void> {
  const state = readStored(stateSchema, outputs);
  ctx.journal.remove(journalKey(ctx, outputs));
  if (state.onDelete !== "retain") return disableBroker(ctx, state, credentialsRefused);
  const others = ctx.retained.get(state.sourceIntegrationId) ?? [];
  ctx.retained.set(state.sourceIntegrationId, [...others, state.orgId]);
}

/** The journal's entry for a clone; it ends when the state holds the clone. */
export function journalKey(at: Pick<Context, "origin">, outputs: Properties): string {
  return integrationKey(at, { orgId: String(outputs["orgId"]), type: String(outputs["type"]) });
}

async function clone(ctx: Context, inputs: Inputs): Promise<string> {
  const { orgId, type, sourceOrgId, sourceIntegrationId } = inputs;
  if ((await ctx.groups.same(sourceOrgId, orgId)) === false) throw otherGroup(inputs);
  ctx.journal.write(integrationKey(ctx, inputs), {
    operation: "clone",
    generation: 1,
    at: ctx.now().toISOString(),
  });
  try {
    return await ctx.api.cloneIntegration(sourceOrgId, sourceIntegrationId, orgId);
  } catch (error) {
    if (!isUnknownOutcome(error)) {
      ctx.journal.remove(integrationKey(ctx, inputs));
      throw isConflict(error) ? cannotClone(inputs, error) : error;
    }
    const made = await observeType(ctx.api, orgId, type);
    if (made && made.brokered !== false) return made.id;
    return ctx.api.cloneIntegration(sourceOrgId, sourceIntegrationId, orgId);
  }
}

/**
 * Clones over a clone whose Broker is on, with the source's former token. After a lost answer the place looks as it did
 * before, so the call is simply made again: it copies the same token.
 */
async function cloneAgain(ctx: Context, inputs: Inputs): Promise<string> {
  const { orgId, sourceOrgId, sourceIntegrationId } = inputs;
  const send = (): Promise<string> => ctx.api.cloneIntegration(sourceOrgId, sourceIntegrationId, orgId);
  try {
    return await send().catch((error: unknown) => {
      if (isUnknownOutcome(error)) return send();
      throw error;
    });
  } catch (error) {
    throw isConflict(error) ? leftBehind(inputs, error) : error;
  }
}

function stateOf(inputs: Inputs, integrationId: string): ClonedIntegrationState {
  return stateSchema.parse({ ...inputs, schemaVersion: 1, integrationId });
}

function existsAlready({ orgId, type }: Inputs): UserError {
  return new UserError(
    `Organization ${orgId} has a ${type} integration already, and what cloning over it does is not documented. If it ` +
      `shares the source's token, set \`adopt: true\`; else remove it in Snyk's web UI and run again.`,
  );
}

function credentialsRefused(headline: string): UserError {
  return new UserError(
    `${headline} Snyk may not accept empty credentials for this type: set \`credentialsOnDelete\` on the clone (a ` +
      `\`Broker\` passes on that of its integration), run \`pulumi up\`, then destroy again; or turn the Broker off in ` +
      `Snyk's web UI and set \`onDelete: "retain"\`.`,
  );
}

function otherGroup({ orgId, sourceOrgId }: Inputs): UserError {
  return new UserError(
    `Could not clone into organization ${orgId}: it is not in the group of organization ${sourceOrgId}, and Snyk clones ` +
      `within a group only. Declare a BrokeredIntegration of its own for that organization.`,
  );
}

function cannotClone({ orgId, type }: Inputs, refusal: SnykApiError): UserError {
  return new UserError(
    `${refusal.headline} Snyk clones within a group only, and may not clone over a ${type} integration that organization ` +
      `${orgId} has already, even one whose Broker was turned off: remove that one in Snyk's web UI, then run again.`,
  );
}

function leftBehind({ orgId, type }: Inputs, refusal: SnykApiError): UserError {
  return new UserError(
    `${refusal.headline} The Broker of the source was enabled again, with another token, and this clone is on the former ` +
      `one: no client serves it. Remove ${type} of organization ${orgId} in Snyk's web UI, run \`pulumi refresh\`, then ` +
      `\`pulumi up\`, which clones it anew. To let everything else go on before that, run \`pulumi up --continue-on-error\`.`,
  );
}
