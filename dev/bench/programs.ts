import { TEXTBOOK_PROVIDER } from "./textbook";

/** Who does the work. */
export type Contestant = "package" | "textbook";

/** Both programs: one brokered integration, `destinations.length` clones of it, one token for all. */
export function program(contestant: Contestant, sourceOrg: string, destinations: readonly string[]): string {
  const orgs = `const source = ${JSON.stringify(sourceOrg)};\nconst destinations = ${JSON.stringify(destinations)};\n`;
  return orgs + (contestant === "package" ? PACKAGE : TEXTBOOK_PROVIDER + TEXTBOOK);
}

const PACKAGE = `
const { BrokeredIntegration, ClonedIntegration, TokenSwitch } = require("pulumi-snyk-broker");
const integration = new BrokeredIntegration("gitlab", {
  orgId: source, type: "gitlab", rotation: { trigger: process.env.ROTATE },
});
for (const orgId of destinations) new ClonedIntegration("clone-" + orgId, { source: integration, orgId });
new TokenSwitch("gitlab", { integration });
exports.token = integration.brokerToken;
`;

const TEXTBOOK = `
const integration = new Integration("gitlab", { orgId: source, type: "gitlab", trigger: process.env.ROTATE || "" });
for (const orgId of destinations) {
  new Clone("clone-" + orgId, {
    orgId, type: "gitlab", sourceOrgId: source, sourceIntegrationId: integration.integrationId, token: integration.token,
  });
}
exports.token = integration.token;
`;
