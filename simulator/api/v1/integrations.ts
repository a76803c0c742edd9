import { randomUUID } from "node:crypto";
import { z } from "zod";
import { enable, disable } from "../../snyk/tokens";
import type { Answer } from "../answer";
import { defineOrgCall, integrationOf, type OrgCallRequest } from "../call";
import { integrationNotFound, Refusal } from "../errors";
import { credentialProblem, INTEGRATION_TYPES } from "../../snyk/integration-types";
import type { Integration } from "../../snyk/model";
import type { UpdateDetail } from "../operations";

const bodySchema = z.strictObject({
  type: z.enum(INTEGRATION_TYPES as [string, ...string[]]),
  broker: z.strictObject({ enabled: z.boolean() }).optional(),
  credentials: z.record(z.string(), z.string()).optional(),
});

type Body = z.infer<typeof bodySchema>;

const LIST = "/org/:orgId/integrations";

export const listIntegrations = defineOrgCall({
  operation: "listIntegrations",
  api: "v1",
  method: "get",
  path: LIST,
  permissions: ["View Integrations"],
  answer: ({ store, org }) => ({
    status: 200,
    // Keyed by type: of two of one type only the newest shows.
    body: Object.fromEntries(store.integrationsOf(org.id).map(({ type, id }) => [type, id])),
  }),
});

export const getIntegrationByType = defineOrgCall({
  operation: "getIntegrationByType",
  api: "v1",
  method: "get",
  path: `${LIST}/:type`,
  permissions: ["View Integrations"],
  answer: ({ store, org, params }) => {
    const type = params["type"] ?? "";
    const integration = store.integrationByType(org.id, type);
    if (!integration) throw integrationNotFound(type);
    return { status: 200, body: { id: integration.id }, integrationId: integration.id };
  },
});

export const createIntegration = defineOrgCall({
  operation: "createIntegration",
  api: "v1",
  method: "post",
  path: LIST,
  permissions: ["View Integrations", "Edit Integrations"],
  body: bodySchema,
  answer: (request) => {
    const { store, settings, org, body, clock } = request;
    const purpose = purposeOf(body);
    if (purpose === "disable") throw new Refusal(400, "broker.enabled must be true for a new integration");
    requireCredentials(request, purpose);

    const { postExistingType, existingTypeStatus } = settings.get();
    const existing = store.integrationByType(org.id, body.type);
    if (existing && postExistingType === "conflict") {
      throw new Refusal(
        existingTypeStatus,
        `The organization has an integration of type ${body.type} already`,
      );
    }
    if (existing && postExistingType === "returns-existing") {
      return purpose === "enable" ? enabled(request, existing) : answerId(existing);
    }
    const now = clock.timestamp();
    const integration: Integration = {
      id: randomUUID(),
      orgId: org.id,
      type: body.type,
      brokered: false,
      credentialFields: Object.keys(body.credentials ?? {}),
      settings: {},
      created: now,
      updated: now,
    };
    store.addIntegration(integration);
    request.record("org.integration.create", integration);
    return purpose === "enable" ? enabled(request, integration) : answerId(integration);
  },
});

/** One PUT for three purposes: broker on, broker off (with credentials), or new credentials. */
export const updateIntegration = defineOrgCall({
  operation: "updateIntegration",
  api: "v1",
  method: "put",
  path: `${LIST}/:integrationId`,
  permissions: ["View Integrations", "Edit Integrations"],
  body: bodySchema,
  detail: (body) => {
    const parsed = bodySchema.safeParse(body);
    return parsed.success ? purposeOf(parsed.data) : undefined;
  },
  answer: (request) => {
    const { body, clock } = request;
    const integration = integrationOf(request);
    if (integration.type !== body.type)
      throw new Refusal(400, `The integration is of type ${integration.type}`);
    const purpose = purposeOf(body);
    requireCredentials(request, purpose);
    const fields = Object.keys(body.credentials ?? {});
    if (purpose === "credentials" && integration.brokered)
      throw new Refusal(400, "Credentials of a brokered integration cannot be changed");
    request.record("org.integration.edit", integration);
    switch (purpose) {
      case "enable":
        return enabled(request, integration);
      case "disable":
        disable(request, integration, fields);
        return answerId(integration);
      case "credentials":
        integration.credentialFields = fields;
        integration.updated = clock.timestamp();
        return answerId(integration);
    }
  },
});

function purposeOf({ broker }: Body): UpdateDetail {
  if (!broker) return "credentials";
  return broker.enabled ? "enable" : "disable";
}

/** Broker on goes without credentials, the two other purposes need those of the type. */
function requireCredentials({ body, settings }: OrgCallRequest<Body>, purpose: UpdateDetail): void {
  if (purpose === "enable") {
    if (body.credentials) throw new Refusal(400, "credentials must be left out when broker.enabled is true");
    return;
  }
  if (!body.credentials) throw new Refusal(400, "credentials are required");
  const allowEmpty = purpose === "disable" && settings.get().emptyCredentialsOnDisable === "accepted";
  const problem = credentialProblem(body.type, body.credentials, { allowEmpty });
  if (problem) throw new Refusal(400, problem);
}

function enabled(request: OrgCallRequest<Body>, integration: Integration): Answer {
  const brokerToken = enable(request, integration);
  return {
    status: 200,
    body: { id: integration.id, ...(brokerToken !== undefined && { brokerToken }) },
    integrationId: integration.id,
  };
}

function answerId({ id }: Integration): Answer {
  return { status: 200, body: { id }, integrationId: id };
}
