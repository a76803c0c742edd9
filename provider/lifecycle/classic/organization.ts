import { z } from "zod";
import type { ListedOrganization } from "../../snyk/api";
import { SnykApiError, UserError } from "../../snyk/errors";
import { apiConnection, organizationId } from "./fields";
import { type CheckContext, type Context } from "../context";
import { organizationPlace } from "./identity";
import { PartialFailure } from "../engine/partial-failure";
import { isConflict, isUnknownOutcome } from "../../snyk/errors";
import { type Ledger, newInstance } from "../ledger/ledger";
import { type ChangeTable, diffBy } from "../engine/change-table";
import { readStored, SCHEMA_VERSION } from "../engine/stored-state";
import type { Checked, Created, Diff, Properties, Read } from "../engine/protocol";
import { checkFailure } from "../engine/protocol";
import { isUnknown, parseKnown } from "../engine/unknown";

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
  schemaVersion: z.literal(SCHEMA_VERSION),
  groupId: z.string(),
  orgId: z.string(),
  slug: z.string(),
  /** Which creation of the resource this is; see `newInstance`. */
  instance: z.string().optional(),
  /** Missing when the organization was made and its integrations could not be listed yet. */
  integrations: z.record(z.string(), z.string()).optional(),
});
export type OrganizationState = z.output<typeof stateSchema>;

/** Every input, and what a change to it means. */
const onChange: ChangeTable<Inputs> = {
  name: "replace", // V1 has no rename; with `adopt` it says that it was renamed at Snyk
  groupId: "replace",
  sourceOrgId: "ignore", // says where it came from, not what it is
  onDelete: "update", // `delete` sees outputs only
  api: "update",
  adopt: "ignore", // read once, on creation
};

export function check(ctx: CheckContext, _olds: Properties, news: Properties): Checked {
  const { fields, failures } = parseKnown(inputsSchema, news);
  const connection = isUnknown(fields.api) ? [] : ctx.connectionProblems(fields.api);
  const all = [...failures, ...connection.map(checkFailure)];
  if (news["groupId"] === undefined && news["sourceOrgId"] === undefined) {
    all.push(checkFailure("groupId: give the group, or sourceOrgId, whose group is meant then"));
  }
  return { inputs: { ...news, onDelete: news["onDelete"] ?? "retain" }, failures: all };
}

export function diff(olds: Properties, news: Properties): Diff {
  const groupId = news["groupId"] ?? olds["groupId"]; // without one, the source's was meant
  const { changes, replaces } = diffBy(onChange, olds, { ...news, groupId });
  const renamed = news["adopt"] === true && replaces.includes("name");
  return {
    changes: changes || olds["integrations"] === undefined,
    replaces: renamed ? replaces.filter((field) => field !== "name") : replaces,
  };
}

export async function create(ctx: Context, properties: Properties): Promise<Created<OrganizationState>> {
  const inputs = inputsSchema.parse(properties);
  const groupId = await groupOf(ctx, inputs);
  const place = namePlace(ctx, { name: inputs.name, groupId });
  const instance = newInstance();
  const existing = await find(ctx, inputs.name, groupId);
  if (existing) ctx.ledger.holders.attempt(organizationPlace(ctx, existing.id));
  // An entry was written when there was no organization of this name: a run that was killed since has made it.
  const ours = ctx.ledger.resume(place) !== undefined;
  if (existing && inputs.adopt !== true && (!ours || isHeld(ctx, existing.id)))
    throw existsAlready(inputs, existing);

  if (existing && ours) ctx.ledger.handOn(place, instance);
  const organization = existing ?? (await makeAtSnyk(ctx, inputs, { groupId, place, instance }));
  const { id: orgId, slug } = organization;
  ctx.ledger.hold(organizationPlace(ctx, orgId), instance, existing !== undefined);
  const made: OrganizationState = {
    ...withoutAdopt(inputs),
    schemaVersion: SCHEMA_VERSION,
    groupId,
    orgId,
    slug,
    instance,
  };
  return { id: orgId, outs: await withIntegrations(ctx, made) };
}

function isHeld(ctx: Context, orgId: string): boolean {
  return ctx.ledger.holders.isHeld(organizationPlace(ctx, orgId));
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
  const news = inputsSchema.parse(properties);
  if (news.name !== olds.name) await requireRenamed(ctx, olds, news.name);
  const state: OrganizationState = { ...olds, ...withoutAdopt(news), groupId: olds.groupId };
  return state.integrations === undefined ? withIntegrations(ctx, state) : state;
}

/** Deletes the organization where the program says so, unless another resource has it or an integration in it. */
export async function remove(ctx: Context, outputs: Properties): Promise<void> {
  const state = readStored(stateSchema, outputs);
  const place = organizationPlace(ctx, state.orgId);
  if (ctx.ledger.release(place, state.instance ?? state.orgId)) {
    ctx.log(
      `Organization "${state.name}" (${state.orgId}) stays: another resource of the program has it now.`,
    );
  } else if (state.onDelete === "delete") {
    refuseWhileUsed(ctx, state);
    await deleteAtSnyk(ctx, state);
  }
  ctx.ledger.end(namePlace(ctx, state), state.instance);
  ctx.ledger.end(place, state.instance);
}

async function deleteAtSnyk(ctx: Context, state: OrganizationState): Promise<void> {
  try {
    await ctx.api.deleteOrganization(state.orgId);
  } catch (error) {
    if (isConflict(error)) throw notEmpty(state, error);
    if (!(error instanceof SnykApiError) || error.problem !== "not-found") throw error;
    // 404 is "gone" and "not allowed to see" in one.
    if (!(await isGone(ctx, state).catch(() => false))) throw error;
  }
}

/** An organization that the state holds was not interrupted. */
export function settle(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const state = readStored(stateSchema, outputs);
  ledger.settle(namePlace(at, state), state.instance, () => undefined);
}

/** The program still has this organization. */
export function seen(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void {
  const { orgId, instance } = readStored(stateSchema, outputs);
  ledger.holders.hold(organizationPlace(at, orgId), instance ?? orgId);
}

/** Names an organization before it has an id. */
function namePlace(
  { origin }: { readonly origin: string },
  { name, groupId }: { readonly name: string; readonly groupId: string },
): string {
  return `${origin}|organization|${groupId}|${name}`;
}

/** The group, before anything is changed: Snyk copies within a group only. */
async function groupOf(ctx: Context, { name, groupId, sourceOrgId }: Inputs): Promise<string> {
  if (sourceOrgId === undefined) return groupId ?? "";
  const source = (await ctx.groups.all()).find(({ id }) => id === sourceOrgId);
  if (source === undefined) throw sourceNotSeen(name, sourceOrgId);
  if (source.groupId === undefined || (groupId ?? source.groupId) !== source.groupId) {
    throw sourceInOtherGroup(name, sourceOrgId, groupId, source.groupId);
  }
  return source.groupId;
}

async function find(ctx: Context, name: string, groupId: string): Promise<ListedOrganization | undefined> {
  return (await ctx.groups.all()).find((each) => each.name === name && each.groupId === groupId);
}

/** Makes the organization, written down before, so that no later run makes a second one. */
async function makeAtSnyk(
  ctx: Context,
  { name, sourceOrgId }: Inputs,
  {
    groupId,
    place,
    instance,
  }: { readonly groupId: string; readonly place: string; readonly instance: string },
): Promise<ListedOrganization> {
  return ctx.ledger.begin(place, { operation: "create-organization", generation: 1, instance }, async () => {
    try {
      const made = await ctx.api.createOrganization(name, groupId, sourceOrgId);
      ctx.groups.add(made);
      return made;
    } catch (error) {
      if (!isUnknownOutcome(error)) throw error;
      ctx.groups.forget(); // the answer was lost: look whether it happened
      const made = await find(ctx, name, groupId);
      if (made) return made;
      throw error;
    }
  });
}

/** With `adopt`, another name says that the organization was renamed at Snyk, which no call of V1's could do. */
async function requireRenamed(
  ctx: Context,
  { name, orgId }: OrganizationState,
  wanted: string,
): Promise<void> {
  const listed = (await ctx.groups.all()).find(({ id }) => id === orgId);
  if (listed === undefined || listed.name === wanted) return;
  throw new UserError(
    `Organization "${name}" (${orgId}) is named "${listed.name}" at Snyk, not "${wanted}". Nothing was changed. \`adopt\` ` +
      `with another name says that it was renamed there: rename it in Snyk's web UI, then run again. For another ` +
      `organization declare another resource.`,
  );
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
    throw error instanceof SnykApiError ? existenceUnknown(name, orgId, error) : error;
  }
}

function withoutAdopt({ adopt: _adopt, ...inputs }: Inputs): Omit<Inputs, "adopt"> {
  return inputs;
}

/** A literal organization id in the program gives Pulumi no order in which to end the two. */
function refuseWhileUsed(ctx: Context, { name, orgId }: OrganizationState): void {
  const prefix = organizationPlace(ctx, orgId);
  const types = ctx.ledger.holders.heldBelow(prefix).map((place) => place.slice(prefix.length));
  const integrations = types.filter((type) => type !== "");
  if (integrations.length === 0) return;
  throw new UserError(
    `Refused to delete organization "${name}" (${orgId}): the program still has an integration in it ` +
      `(${integrations.join(", ")}), which would end with it. Take that one out of the program first, or set ` +
      `\`onDelete: "retain"\` and run \`pulumi up\` before.`,
  );
}

function existsAlready({ name, groupId }: Inputs, { id }: ListedOrganization): UserError {
  return new UserError(
    `Organization "${name}" exists already${groupId === undefined ? "" : ` in group ${groupId}`} (${id}), and a second ` +
      `one of that name would be made. Set \`adopt: true\` to take it over, or choose another name.`,
  );
}

function sourceNotSeen(name: string, sourceOrgId: string): UserError {
  return new UserError(
    `Organization "${name}" was not made: the credentials do not see its source, organization ${sourceOrgId}. Check ` +
      `the id and the region, and make the service account a member of it.`,
  );
}

function sourceInOtherGroup(
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

function existenceUnknown(name: string, orgId: string, refusal: SnykApiError): UserError {
  return new UserError(
    `Organization "${name}" (${orgId}) is not among those that the credentials see, and whether it still exists cannot be ` +
      `told. ${refusal.headline} Make the service account a member of it, or let it view the group's organizations; if it ` +
      `was deleted, take it out of the state with \`pulumi state delete\`.`,
  );
}
