import { z } from "zod";
import { defineOrgCall, integrationOf } from "../call";

const PATH = "/org/:orgId/integrations/:integrationId/settings";

/** Nested shapes that Snyk's own sources describe in two ways are taken in both. */
const settingsSchema = z.strictObject({
  autoDepUpgradeEnabled: z.boolean().optional(),
  autoDepUpgradeLimit: z.int().min(1).max(10).optional(),
  autoDepUpgradeMinAge: z.number().nonnegative().optional(),
  autoDepUpgradeIgnoredDependencies: z.array(z.string()).optional(),
  pullRequestTestEnabled: z.boolean().optional(),
  pullRequestTestCodeEnabled: z.boolean().optional(),
  pullRequestTestCodeSeverity: z.enum(["low", "medium", "high"]).nullable().optional(),
  pullRequestFailOnAnyVulns: z.boolean().optional(),
  pullRequestFailOnlyForHighSeverity: z.boolean().optional(),
  pullRequestFailOnlyForIssuesWithFix: z.boolean().optional(),
  pullRequestAssignment: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  autoRemediationPrs: z.record(z.string(), z.unknown()).optional(),
  manualRemediationPrs: z.record(z.string(), z.unknown()).optional(),
  dockerfileSCMEnabled: z.boolean().optional(),
});

export const getSettings = defineOrgCall({
  operation: "getSettings",
  api: "v1",
  method: "get",
  path: PATH,
  permissions: ["View Integrations"],
  answer: (request) => ({ status: 200, body: integrationOf(request).settings }),
});

export const updateSettings = defineOrgCall({
  operation: "updateSettings",
  api: "v1",
  method: "put",
  path: PATH,
  permissions: ["View Integrations", "Edit Integrations"],
  body: settingsSchema,
  answer: (request) => {
    const integration = integrationOf(request);
    const merge = request.settings.get().settingsPut === "merge";
    integration.settings = { ...(merge && integration.settings), ...request.body };
    integration.updated = request.clock.timestamp();
    request.record("org.integration.settings.edit", integration);
    return { status: 200, body: integration.settings };
  },
});
