import { mayAccess } from "../auth";
import { defineCall, defineOrgCall } from "../call";
import { Refusal } from "../errors";
import { accountOf, PERSON } from "../../snyk/accounts";
import { requireVersion } from "./version";

export const restGetSelf = defineCall({
  operation: "restGetSelf",
  api: "rest",
  method: "get",
  path: "/self",
  answer: ({ key, query, target }) => {
    requireVersion(query, "2024-04-22");
    const data = { id: accountOf(key), type: "service_account", attributes: { name: key.name } };
    return { status: 200, body: { jsonapi: { version: "1.0" }, data, links: { self: target } } };
  },
});

/** Service accounts are not returned here. */
export const restGetUser = defineOrgCall({
  operation: "restGetUser",
  api: "rest",
  method: "get",
  path: "/orgs/:orgId/users/:userId",
  permissions: ["View Users"],
  answer: ({ query, params }) => {
    requireVersion(query, "2021-09-13~beta");
    const { id, name, email } = PERSON;
    if (params["userId"] !== id) throw new Refusal(404, "User not found");
    return {
      status: 200,
      body: { jsonapi: { version: "1.0" }, data: { id, type: "user", attributes: { name, email } } },
    };
  },
});

/** Those of the organization: one of the group is not found here, nor at Snyk. */
export const restGetServiceAccount = defineOrgCall({
  operation: "restGetServiceAccount",
  api: "rest",
  method: "get",
  path: "/orgs/:orgId/service_accounts/:accountId",
  permissions: ["View service accounts"],
  answer: ({ store, org, query, params }) => {
    requireVersion(query, "2023-09-07");
    const found = store.keys.find((key) => key.orgIds !== "all" && accountOf(key) === params["accountId"]);
    if (found === undefined || !mayAccess(found, org.id)) throw new Refusal(404, "Service account not found");
    const data = { id: accountOf(found), type: "service_account", attributes: { name: found.name } };
    return { status: 200, body: { jsonapi: { version: "1.0" }, data } };
  },
});
