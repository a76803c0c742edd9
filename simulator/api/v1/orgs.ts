import { randomUUID } from "node:crypto";
import { z } from "zod";
import { orgsOf, requireOrg } from "../auth";
import { copyInto } from "../../snyk/tokens";
import { defineCall, defineOrgCall } from "../call";
import { Refusal } from "../errors";
import type { Organization } from "../../snyk/model";
import { slug } from "../../snyk/seed";
import type { Store } from "../../snyk/store";

export const listOrgs = defineCall({
  operation: "listOrgs",
  api: "v1",
  method: "get",
  path: "/orgs",
  answer: ({ store, key }) => ({
    status: 200,
    body: { orgs: orgsOf(store, key).map((org) => describe(store, org)) },
  }),
});

/** Makes an organization; with `sourceOrgId` it gets that one's integrations, live tokens included. */
export const createOrg = defineCall({
  operation: "createOrg",
  api: "v1",
  method: "post",
  path: "/org",
  errors: "v1-create-org",
  permissions: ["Create Organizations"],
  body: z.strictObject({
    name: z.string().trim().min(1).max(60),
    groupId: z.string().optional(),
    sourceOrgId: z.string().optional(),
  }),
  answer: (request) => {
    const { store, key, body, clock } = request;
    const { name, groupId, sourceOrgId } = body;
    if (groupId !== undefined && !orgsOf(store, key).some((org) => org.groupId === groupId)) {
      throw new Refusal(422, `Group ${groupId} was not found`);
    }
    const source = sourceOrgId === undefined ? undefined : requireOrg(store, key, sourceOrgId);
    if (source && (groupId === undefined || source.groupId !== groupId)) {
      throw new Refusal(422, "sourceOrgId must be an organization of the same group");
    }

    const org: Organization = {
      id: randomUUID(),
      name,
      slug: slugOf(name, store),
      ...(groupId !== undefined && { groupId }),
      created: clock.timestamp(),
      projects: 0,
    };
    store.addOrg(org);
    if (key.orgIds !== "all") key.orgIds.push(org.id);
    for (const integration of source ? store.integrationsOf(source.id) : []) {
      store.addIntegration(copyInto(request, integration, org.id));
    }
    return { status: 201, body: { ...describe(store, org), created: org.created } };
  },
});

export const deleteOrg = defineOrgCall({
  operation: "deleteOrg",
  api: "v1",
  method: "delete",
  path: "/org/:orgId",
  permissions: ["Remove Organization"],
  answer: ({ store, org }) => {
    if (org.projects > 0)
      throw new Refusal(400, `The organization has ${org.projects} projects: remove them first`);
    store.removeOrg(org.id);
    return { status: 204 };
  },
});

function describe(store: Store, { id, name, slug, groupId }: Organization): object {
  const group = groupId === undefined ? undefined : store.group(groupId);
  return { name, id, slug, url: `https://app.snyk.io/org/${slug}`, group: group ?? null };
}

/** @returns a slug that no other organization has. */
function slugOf(name: string, store: Store): string {
  const base = slug(name);
  const taken = store.orgs.some((org) => org.slug === base);
  return taken ? `${base}-${randomUUID().slice(0, 8)}` : base;
}
