import { z } from "zod";
import type { ListedOrganization } from "../snyk/api";
import { SnykApiError, UserError } from "../snyk/errors";
import { apiConnection, organizationId } from "./brokered-integration-inputs";
import type { CheckContext, Context } from "./context";
import { isConflict, isUnknownOutcome, PartialFailure } from "./errors";
import { type ChangeTable, diffBy } from "./on-change";
import { readStored } from "./stored-state";
import type { Checked, Created, Diff, Properties, Read } from "./types";
import { failure } from "./types";
import { isUnknown, parseKnown } from "./unknown";

const inputsSchema = z.object({
  name: z
    .string("give a name")
    .trim()
    .min(1, "give a name of 1 to 60 characters")
    .max(60, "give a name of 1 to 60 characters"),
  groupId: z.string().min(1, "give the group's id").optional(),
  sourceOrgId: organizationId.optional(),
  adopt: z.boolean().optional(),
  onDelete: z.enum(["retain", "delete"], `give "retain" or "delete"`).default("retain"),
  api: apiConnection,
});
type Inputs = z.output<typeof inputsSchema>;

const stateSchema = inputsSchema.omit({ adopt: true }).extend({
  schemaVersion: z.literal(1),
  groupId: z.string(),
  orgId: z.string(),
  slug: z.string(),
  /** Missing when the organization was made and its integrations could not be listed yet. */
  integrations: z.record(z.string(), z.string()).optional(),
});
export type OrganizationState = z.output<typeof stateSchema>;

/** Every input, and what a change to it means. */
const onChange: ChangeTable<Inputs> = {
  name: "replace", // V1 has no rename
  groupId: "replace",
  sourceOrgId: "ignore", // says where it came from, not what it is
  onDelete: "update", // `delete` sees outputs only
  api: "update",
  adopt: "ignore", // read once, on creation
};

export function check(ctx: CheckContext, _olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(inputsSchema, news);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  const all = [...failures, ...connection.map(failure)];
  if (news["groupId"] === undefined && news["sourceOrgId"] === undefined) {
    all.push(failure("groupId: give the group, or sourceOrgId, whose group is meant then"));
  }
  return { inputs: { ...news, onDelete: news["onDelete"] ?? "retain" }, failures: all };
}

export function diff(olds: Properties, news: Properties): Diff {
  const groupId = news["groupId"] ?? olds["groupId"]; // without one, the source's was meant
  const { changes, replaces } = diffBy(onChange, olds, { ...news, groupId });
  return { changes: changes || olds["integrations"] === undefined, replaces };
}

export async function create(ctx: Context, properties: Properties): Promise<Created<OrganizationState>> {
  const inputs = inputsSchema.parse(properties);
  const groupId = await groupOf(ctx, inputs);
  const key = journalKey(ctx, { ...inputs, groupId });
  const existing = await find(ctx, inputs.name, groupId);
  // An entry was written when there was no organization of this name: a run that was killed since has made it.
  const ours = ctx.journal.find(key) !== undefined;
  if (existing && !ours && inputs.adopt !== true) throw existsAlready(inputs, existing);

  const organization = existing ?? (await make(ctx, inputs, groupId, key));
  const { id: orgId, slug } = organization;
  const made: OrganizationState = { ...kept(inputs), schemaVersion: 1, groupId, orgId, slug };
  return { id: orgId, outs: await withIntegrations(ctx, made) };
}

export async function read(ctx: Context, outputs: Properties): Promise<Read<OrganizationState>> {
  const state = readStored(stateSchema, outputs);
  const listed = (await ctx.groups.all()).find(({ id }) => id === state.orgId);
  if (listed === undefined && (await isGone(ctx, state))) return { gone: true };
  if (listed !== undefined && listed.name !== state.name) {
    // Kept in the state as it was: a rename at Snyk must not make a second organization.
    ctx.log(`Organization "${state.name}" (${state.orgId}) is named "${listed.name}" at Snyk by now.`);
  }
  return { gone: false, outs: state };
}

export async function update(
  ctx: Context,
  outputs: Properties,
  properties: Properties,
): Promise<OrganizationState> {
  const olds = readStored(stateSchema, outputs);
  const state: OrganizationState = {
    ...olds,
    ...kept(inputsSchema.parse(properties)),
    groupId: olds.groupId,
  };
  return state.integrations === undefined ? withIntegrations(ctx, state) : state;
}

export async function remove(ctx: Context, outputs: Properties): Promise<void> {
  const state = readStored(stateSchema, outputs);
  if (state.onDelete === "delete") {
    try {
      await ctx.api.deleteOrganization(state.orgId);
    } catch (error) {
      if (isConflict(error)) throw notEmpty(state, error);
      if (!(error instanceof SnykApiError) || error.problem !== "not-found") throw error;
      // 404 is "gone" and "not allowed to see" in one.
      if (!(await isGone(ctx, state).catch(() => false))) throw error;
    }
  }
  ctx.journal.remove(journalKey(ctx, state));
}

/** The journal's entry for an organization; it ends when the state holds the organization. */
export function journalKey({ origin }: Pick<Context, "origin">, outputs: Properties): string {
  return `${origin}|organization|${String(outputs["groupId"])}|${String(outputs["name"])}`;
}

/** The group, before anything is changed: Snyk copies within a group only. */
async function groupOf(ctx: Context, { name, groupId, sourceOrgId }: Inputs): Promise<string> {
  if (sourceOrgId === undefined) return groupId ?? "";
  const source = (await ctx.groups.all()).find(({ id }) => id === sourceOrgId);
  if (source === undefined) throw sourceNotSeen(name, sourceOrgId);
  if (source.groupId === undefined || (groupId ?? source.groupId) !== source.groupId) {
    throw otherGroup(name, sourceOrgId, groupId, source.groupId);
  }
  return source.groupId;
}

async function find(ctx: Context, name: string, groupId: string): Promise<ListedOrganization | undefined> {
  return (await ctx.groups.all()).find((each) => each.name === name && each.groupId === groupId);
}

/** Makes the organization, written down before, so that no later run makes a second one. */
async function make(
  ctx: Context,
  { name, sourceOrgId }: Inputs,
  groupId: string,
  key: string,
): Promise<ListedOrganization> {
  ctx.journal.write(key, { operation: "create-organization", generation: 1, at: ctx.now().toISOString() });
  try {
    const made = await ctx.api.createOrganization(name, groupId, sourceOrgId);
    ctx.groups.add(made);
    return made;
  } catch (error) {
    if (isUnknownOutcome(error)) {
      ctx.groups.forget(); // the answer was lost: look whether it happened
      const made = await find(ctx, name, groupId);
      if (made) return made;
    } else {
      ctx.journal.remove(key);
    }
    throw error;
  }
}

async function withIntegrations(ctx: Context, state: OrganizationState): Promise<OrganizationState> {
  try {
    const listed = await ctx.api.listIntegrations(state.orgId);
    return { ...state, integrations: Object.fromEntries(listed.map(({ id, type }) => [type, id])) };
  } catch (error) {
    throw error instanceof UserError ? new PartialFailure(state.orgId, state, error) : error;
  }
}

/**
 * Whether an organization that the key's own list lacks is gone. The key may have lost its membership instead, and a
 * second organization would be made in its place: only the group's list can tell.
 * @throws UserError when that is refused
 */
async function isGone(ctx: Context, { name, orgId, groupId }: OrganizationState): Promise<boolean> {
  try {
    return !(await ctx.api.listGroupOrganizations(groupId)).some(({ id }) => id === orgId);
  } catch (error) {
    throw error instanceof SnykApiError ? cannotTell(name, orgId, error) : error;
  }
}

function kept({ adopt: _adopt, ...inputs }: Inputs): Omit<Inputs, "adopt"> {
  return inputs;
}

function existsAlready({ name, groupId }: Inputs, { id }: ListedOrganization): UserError {
  return new UserError(
    `Organization "${name}" exists already${groupId === undefined ? "" : ` in group ${groupId}`} (${id}), and a second ` +
      `one of that name would be made. Set \`adopt: true\` to take it over, or choose another name.`,
  );
}

function sourceNotSeen(name: string, sourceOrgId: string): UserError {
  return new UserError(
    `Organization "${name}" was not made: the API key does not see its source, organization ${sourceOrgId}. Check the ` +
      `id and the region, and make the key a member of it.`,
  );
}

function otherGroup(
  name: string,
  sourceOrgId: string,
  groupId: string | undefined,
  sourceGroup: string | undefined,
): UserError {
  const where = sourceGroup === undefined ? "in no group" : `in group ${sourceGroup}`;
  return new UserError(
    `Organization "${name}" was not made: its source, organization ${sourceOrgId}, is ${where}` +
      `${groupId === undefined ? "" : `, not in ${groupId}`}, and Snyk copies within a group only. Name a source of the ` +
      `same group.`,
  );
}

function notEmpty({ name }: OrganizationState, refusal: SnykApiError): UserError {
  return new UserError(
    `${refusal.headline} Snyk deletes an organization only while it has no projects: remove the projects of "${name}", ` +
      `or set \`onDelete: "retain"\` and run \`pulumi up\`, then destroy again.`,
  );
}

function cannotTell(name: string, orgId: string, refusal: SnykApiError): UserError {
  return new UserError(
    `Organization "${name}" (${orgId}) is not among those that the API key sees, and whether it still exists cannot be ` +
      `told. ${refusal.headline} Make the key a member of it, or let it view the group's organizations; if it was ` +
      `deleted, take it out of the state with \`pulumi state delete\`.`,
  );
}
