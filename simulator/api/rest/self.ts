import { orgsOf } from "../auth";
import { defineCall } from "../call";
import { principalId } from "../../snyk/principal";
import { requireVersion } from "./version";

const SINCE = "2024-04-22";

/** Who calls. Every key of the simulator is a service account's. When it expires is not said here. */
export const restGetSelf = defineCall({
  operation: "restGetSelf",
  api: "rest",
  method: "get",
  path: "/self",
  answer: ({ store, key, query, target }) => {
    requireVersion(query, SINCE);
    const [org] = orgsOf(store, key);
    const attributes = { name: key.name, ...(org && { default_org_context: org.id }) };
    return {
      status: 200,
      body: {
        jsonapi: { version: "1.0" },
        data: { type: "service_account", id: principalId(key), attributes },
        links: { self: target },
      },
    };
  },
});
