import { defineOrgCall } from "../call";
import { Refusal } from "../errors";
import { PERSON } from "../../snyk/person";
import { requireVersion } from "./version";

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
