// Every kind of resource and how it comes to be. `pulumi`, `snykBroker` and `orgs` are given: see engine/support/project.ts.
const k8s = require("@pulumi/kubernetes");

const kubernetes = new k8s.Provider("rendered", { renderYamlToDirectory: "rendered" });

const plain = new snykBroker.BrokeredIntegration("plain", {
  orgId: orgs[0],
  type: "gitlab",
  sharedWith: ["a client that runs elsewhere"],
  onDelete: "retain",
});

const rotated = new snykBroker.BrokeredIntegration("rotated", {
  orgId: orgs[0],
  type: "github-enterprise",
  rotation: { everyDays: 90, spreadDays: 10 },
});
new snykBroker.ClonedIntegration("clone", { source: rotated, orgId: orgs[1] });
new snykBroker.TokenSwitch("switch", { integration: rotated });

const adopted = new snykBroker.BrokeredIntegration("adopted", {
  orgId: orgs[2],
  type: "azure-repos",
  adopt: { brokerToken: pulumi.secret("11111111-1111-4111-8111-111111111111"), tokenIssuedOn: "2025-12-01" },
  credentialsOnDelete: { token: "made-up-token", url: "https://dev.azure.example.com/acme" },
});

const broker = new snykBroker.Broker(
  "broker",
  {
    integration: { orgId: orgs[1], type: "bitbucket-server", rotation: { everyDays: 90 } },
    client: {
      type: "bitbucket-server",
      host: "bitbucket.example.com",
      username: "snyk",
      password: pulumi.secret("made-up"),
    },
    organizations: { sister: orgs[2] },
    // What the objects hold must not depend on the port of the simulator.
    apiUrl: "https://api.example.com",
    brokerServerUrl: "https://broker.example.com",
  },
  { provider: kubernetes },
);

const team = new snykBroker.Organization(
  "team",
  { name: "Team", sourceOrgId: orgs[0] },
  { dependsOn: broker },
);

module.exports = {
  plain: plain.brokerToken,
  adopted: adopted.integrationId,
  broker: broker.integrationId,
  team: team.orgId,
};
