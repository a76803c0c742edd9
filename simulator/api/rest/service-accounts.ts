import { endOfDay, orgsOf } from "../auth";
import { type CallRequest, defineCall, defineOrgCall } from "../call";
import { Refusal } from "../errors";
import type { Answer } from "../answer";
import type { ApiKey } from "../../snyk/model";
import { authType, principalId } from "../../snyk/principal";
import { requireVersion } from "./version";

const SINCE = "2023-09-07";

/** One of an organization's own: those of its group are not among them. */
export const restGetOrgServiceAccount = defineOrgCall({
  operation: "restGetOrgServiceAccount",
  api: "rest",
  method: "get",
  path: "/orgs/:orgId/service_accounts/:accountId",
  permissions: ["View service accounts"],
  answer: (request) => account(request, ({ orgIds }) => orgIds !== "all" && orgIds.includes(request.org.id)),
});

/** One of a group: its own, and those of its organizations. */
export const restGetGroupServiceAccount = defineCall({
  operation: "restGetGroupServiceAccount",
  api: "rest",
  method: "get",
  path: "/groups/:groupId/service_accounts/:accountId",
  permissions: ["View service accounts"],
  answer: (request) => {
    const groupId = request.params["groupId"] ?? "";
    const isOf = (key: ApiKey): boolean => orgsOf(request.store, key).some((org) => org.groupId === groupId);
    if (request.key.orgIds !== "all")
      throw new Refusal(403, "Forbidden: group.service_account.read is not granted");
    return account(request, isOf);
  },
});

function account(
  { store, params, query, target }: CallRequest<unknown>,
  isListed: (key: ApiKey) => boolean,
): Answer {
  requireVersion(query, SINCE);
  const id = params["accountId"] ?? "";
  const found = store.keys.find((key) => principalId(key) === id && isListed(key));
  if (found === undefined) throw new Refusal(404, "Service account not found");
  const { name, expires } = found;
  const attributes = {
    name,
    auth_type: authType(found),
    ...(expires !== undefined && { access_token_expires_at: endOfDay(expires) }),
  };
  return {
    status: 200,
    body: {
      jsonapi: { version: "1.0" },
      data: { type: "service_account", id, attributes },
      links: { self: target },
    },
  };
}
