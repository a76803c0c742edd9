import { defineOrgCall, integrationOf, type OrgCallRequest } from "../call";
import { integrationNotFound, Refusal } from "../errors";
import type { Integration } from "../../snyk/model";
import { page } from "./paging";
import { requireVersion } from "./version";

const SINCE = "2024-10-15~beta";
const PATH = "/orgs/:orgId/integrations";

/** The only documented way to see by API whether an integration is brokered. It never tells a token. */
export const restListIntegrations = defineOrgCall({
  operation: "restListIntegrations",
  api: "rest",
  method: "get",
  path: PATH,
  permissions: ["View Integrations"],
  answer: (request) => {
    const { store, org, query } = request;
    requireVersion(query, SINCE);
    requireAllowed(request);
    const { restOmits } = request.settings.get();
    const listed = store.integrationsOf(org.id).filter(({ type }) => !restOmits.includes(type));
    return {
      status: 200,
      body: page(request, listed, (id) => resource(request, store.integration(id))),
    };
  },
});

export const restGetIntegration = defineOrgCall({
  operation: "restGetIntegration",
  api: "rest",
  method: "get",
  path: `${PATH}/:integrationId`,
  permissions: ["View Integrations"],
  answer: (request) => {
    requireVersion(request.query, SINCE);
    requireAllowed(request);
    const data = resource(request, integrationOf(request));
    return { status: 200, body: { jsonapi: { version: "1.0" }, data, links: { self: request.target } } };
  },
});

function requireAllowed({ settings, org }: OrgCallRequest<unknown>): void {
  const { restIntegrations } = settings.get();
  if (restIntegrations === "forbidden")
    throw new Refusal(403, "Forbidden: org.integration.read is not granted");
  if (restIntegrations === "absent") throw new Refusal(404, `No integrations API for org ${org.id}`);
}

function resource({ settings }: OrgCallRequest<unknown>, integration: Integration | undefined): object {
  if (!integration) throw integrationNotFound("");
  const told = settings.get().restIntegrations !== "without-has-broker";
  return {
    id: integration.id,
    type: "integration",
    attributes: {
      integration_type: integration.type,
      profile_name: null,
      created_at: integration.created,
      updated_at: integration.updated,
      ...(told && { has_broker: integration.brokered }),
    },
    relationships: { org: { data: { id: integration.orgId, type: "org" } } },
  };
}
