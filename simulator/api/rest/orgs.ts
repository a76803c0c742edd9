import { orgsOf } from "../auth";
import { defineCall, defineOrgCall, type CallRequest } from "../call";
import { orgNotFound, Refusal } from "../errors";
import type { Organization } from "../../snyk/model";
import { page } from "./paging";
import { requireVersion } from "./version";

const SINCE = "2024-02-28";

export const restListOrgs = defineCall({
  operation: "restListOrgs",
  api: "rest",
  method: "get",
  path: "/orgs",
  answer: (request) => {
    requireVersion(request.query, SINCE);
    return { status: 200, body: list(request, orgsOf(request.store, request.key)) };
  },
});

export const restListGroupOrgs = defineCall({
  operation: "restListGroupOrgs",
  api: "rest",
  method: "get",
  path: "/groups/:groupId/orgs",
  answer: (request) => {
    const { store, key, params, query } = request;
    requireVersion(query, SINCE);
    const groupId = params["groupId"] ?? "";
    const orgs = orgsOf(store, key).filter((org) => org.groupId === groupId);
    if (!store.group(groupId) || (orgs.length === 0 && key.orgIds !== "all")) {
      throw new Refusal(404, `Group ${groupId} was not found`);
    }
    return { status: 200, body: list(request, orgs) };
  },
});

export const restGetOrg = defineOrgCall({
  operation: "restGetOrg",
  api: "rest",
  method: "get",
  path: "/orgs/:orgId",
  answer: ({ org, query, target }) => {
    requireVersion(query, SINCE);
    return {
      status: 200,
      body: { jsonapi: { version: "1.0" }, data: resource(org), links: { self: target } },
    };
  },
});

/** Filters: `name` (part of it), `slug`, `group_id`. */
function list(request: CallRequest<unknown>, orgs: readonly Organization[]): object {
  const { query, store } = request;
  const [name, slug, groupId] = ["name", "slug", "group_id"].map((parameter) => query.get(parameter));
  const found = orgs.filter(
    (org) =>
      (!name || org.name.toLowerCase().includes(name.toLowerCase())) &&
      (!slug || org.slug === slug) &&
      (!groupId || org.groupId === groupId),
  );
  return page(request, found, (id) => {
    const org = store.org(id);
    if (!org) throw orgNotFound(id);
    return resource(org);
  });
}

function resource({ id, name, slug, groupId, created }: Organization): object {
  return {
    id,
    type: "org",
    attributes: {
      name,
      slug,
      is_personal: groupId === undefined,
      ...(groupId !== undefined && { group_id: groupId }),
      created_at: created,
    },
  };
}
