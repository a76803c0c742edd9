/** A Pulumi program with every resource that has a provider of ours, as CommonJS. */
export const COMMONJS = `
const pulumi = require("@pulumi/pulumi");
const { Broker } = require("pulumi-snyk-broker");

const config = new pulumi.Config();
new Broker("gitlab", {
  integration: { orgId: config.require("orgId"), type: "gitlab" },
  client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("glpat-1") },
  organizations: [config.require("sister")],
});
`;

/** The same, as an ES module or in TypeScript. */
export const ESM = COMMONJS.replace(/const (.*) = require\((.*)\)/g, "import $1 from $2").replace(
  "import pulumi",
  "import * as pulumi",
);

/** Of programs in plain JavaScript. */
export const JAVASCRIPT_PROJECT =
  "name: scratch\nruntime: { name: nodejs, options: { typescript: false } }\n";

/**
 * Of programs whose SDK asks for a Kubernetes provider of another version than the one that is at hand: they get it all
 * the same.
 * @param provider folder of the provider; `undefined` where PATH has it
 */
export function projectOfOtherVersion(provider: string | undefined): string {
  if (provider === undefined) return JAVASCRIPT_PROJECT;
  return `${JAVASCRIPT_PROJECT}plugins: { providers: [{ name: kubernetes, path: ${provider} }] }\n`;
}

export const TYPESCRIPT_PROJECT = "name: scratch\nruntime: nodejs\n";

/** Every resource and component, as a strict compiler sees them. */
export const TYPED = `
import * as pulumi from "@pulumi/pulumi";
import {
  type BrokerArgs, Broker, BrokerClient, BrokeredIntegration, ClonedIntegration, Organization, TokenSwitch,
  type FoundOrganization, getOrganizations,
} from "pulumi-snyk-broker";

const args: BrokerArgs = {
  integration: { orgId: "o", type: "github-enterprise", rotation: { everyDays: 90, trigger: "x" }, onDelete: "retain" },
  client: { type: "github-enterprise", host: "github.example.com", token: { fromSecretName: "s", key: "k" } },
  organizations: { team: pulumi.output("id") },
  transform: { deployment: (deployment) => deployment, integration: { onDelete: "disable" } },
};
const broker = new Broker("all", args, { protect: true });
const deployment: pulumi.Output<string> = broker.nodes.clients["default"]!.nodes.deployment.metadata.name;

const integration = new BrokeredIntegration("one", { orgId: "o", type: "gitlab", adopt: { brokerToken: "t" } });
const clone = new ClonedIntegration("two", { source: integration, orgId: "p" });
const client = new BrokerClient("three", {
  integration: clone,
  client: { type: "gitlab", host: "h", token: pulumi.secret("t") },
  replicas: 3,
});
new TokenSwitch("four", { integration }, { dependsOn: client });
const team = new Organization("five", { name: "Payments", sourceOrgId: "o" });

export const outputs: pulumi.Output<string>[] = [deployment, team.orgId, integration.brokerToken, clone.integrationId];
export const generation: pulumi.Output<number> = broker.tokenGeneration;
export const teams: Promise<readonly FoundOrganization[]> = getOrganizations({ groupId: "g" });

// @ts-expect-error There is no Broker for this type.
new BrokeredIntegration("six", { orgId: "o", type: "bitbucket-cloud" });
// @ts-expect-error A GitLab client has no organization.
new BrokerClient("seven", { integration, client: { type: "gitlab", host: "h", token: "t", organization: "x" } });
// @ts-expect-error An output cannot be written.
integration.brokerToken = pulumi.output("t");
`;
