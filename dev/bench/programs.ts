import { FLOOR, FLOOR_PROVIDER } from "./floor";
import { TEXTBOOK_PROVIDER } from "./textbook";

/** Who does the work; the floor does none, and is for previews that find nothing to do. */
export type Contestant = "package" | "textbook" | "floor";

export const CONTESTANTS: readonly Contestant[] = ["package", "floor", "textbook"];

/** Every program: one brokered integration, `destinations.length` clones of it, one token for all. By file name. */
export function files(
  contestant: Contestant,
  sourceOrg: string,
  destinations: readonly string[],
): Readonly<Record<string, string>> {
  const orgs = `const source = ${JSON.stringify(sourceOrg)};\nconst destinations = ${JSON.stringify(destinations)};\n`;
  switch (contestant) {
    case "package":
      return { "index.js": orgs + PACKAGE };
    case "textbook":
      return { "index.js": orgs + TEXTBOOK_PROVIDER + TEXTBOOK };
    case "floor":
      return { "index.js": orgs + FLOOR, "floor-provider.js": FLOOR_PROVIDER };
  }
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
