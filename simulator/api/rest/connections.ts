import { defineOrgCall } from "../call";
import { Refusal } from "../errors";
import { page } from "./paging";
import { requireVersion } from "./version";

const SINCE = "2024-10-15";

/** The Universal Broker's connections that integrations of an organization go through. */
export const restListConnections = defineOrgCall({
  operation: "restListConnections",
  api: "rest",
  method: "get",
  path: "/orgs/:orgId/brokers/connections",
  answer: (request) => {
    const { store, settings, org, query } = request;
    requireVersion(query, SINCE);
    const integrations = store.integrationsOf(org.id);
    const used = integrations.flatMap(({ type, universal }) => (universal ? [{ type, ...universal }] : []));
    if (used.length === 0 && settings.get().noUniversalConnections === "404") {
      throw new Refusal(404, `No connections for org ${org.id}`);
    }
    return {
      status: 200,
      body: page(request, used, (id) => ({
        id,
        type: "broker_connection",
        attributes: attributesOf(used.find((connection) => connection.id === id)),
      })),
    };
  },
});

function attributesOf(
  connection: { readonly type: string; readonly name: string; readonly deploymentId: string } | undefined,
): object {
  return {
    connection_type: connection?.type,
    deployment_id: connection?.deploymentId,
    name: connection?.name,
  };
}
