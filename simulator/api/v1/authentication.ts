import { provision, switchToken } from "../../snyk/tokens";
import { defineOrgCall, integrationOf } from "../call";

const PATH = "/org/:orgId/integrations/:integrationId/authentication";
const WRITE = ["View Integrations", "Edit Integrations"] as const;

/** Removes the credentials; on a brokered integration it does nothing, silently. */
export const deleteAuthentication = defineOrgCall({
  operation: "deleteAuthentication",
  api: "v1",
  method: "delete",
  path: PATH,
  permissions: WRITE,
  answer: (request) => {
    const integration = integrationOf(request);
    if (!integration.brokered) {
      integration.credentialFields = [];
      integration.updated = request.clock.timestamp();
      request.record("org.integration.edit", integration);
    }
    return { status: 200 };
  },
});

export const provisionToken = defineOrgCall({
  operation: "provisionToken",
  api: "v1",
  method: "post",
  path: `${PATH}/provision-token`,
  permissions: WRITE,
  answer: (request) => {
    const integration = integrationOf(request);
    const provisionalBrokerToken = provision(request, request.org, integration);
    return { status: 200, body: { id: integration.id, provisionalBrokerToken } };
  },
});

export const switchBrokerToken = defineOrgCall({
  operation: "switchToken",
  api: "v1",
  method: "post",
  path: `${PATH}/switch-token`,
  permissions: WRITE,
  answer: (request) => {
    switchToken(request, integrationOf(request));
    return { status: 200 };
  },
});
