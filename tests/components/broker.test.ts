import * as pulumi from "@pulumi/pulumi";
import { Broker } from "../../components/broker/broker";
import type { BrokerArgs } from "../../components/broker/broker-args";
import { at, type MockOptions, register, type Registered } from "./mocked";

const ORG = "a5b6c7d8-0000-4000-8000-000000000001";
const ORG_2 = "a5b6c7d8-0000-4000-8000-000000000002";
const ORG_3 = "a5b6c7d8-0000-4000-8000-000000000003";
const client = { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("glpat-canary") } as const;
const basic: BrokerArgs = {
  integration: { orgId: ORG, type: "gitlab", rotation: { everyDays: 90 } },
  client,
};

function broker(args: Partial<BrokerArgs> = {}, options?: MockOptions): Promise<Record<string, Registered>> {
  return register((opts) => new Broker("gitlab", { ...basic, ...args }, opts), options);
}

it("chains the integration, the client and the switch", async () => {
  const all = await broker();
  expect(Object.keys(all).sort()).toEqual([
    "gitlab",
    "gitlab-client",
    "gitlab-client-budget",
    "gitlab-client-credentials",
    "gitlab-client-deployment",
    "gitlab-client-network-policy",
    "gitlab-client-secret",
    "gitlab-client-service",
    "gitlab-integration",
    "gitlab-switch",
  ]);
  expect(all["gitlab-integration"]?.inputs).toMatchObject({
    orgId: ORG,
    type: "gitlab",
    rotation: { everyDays: 90 },
  });
  expect(at(all["gitlab-client-deployment"], "metadata.name")).toBe("broker-gitlab-g1");
});

it("switches only when the Deployment of every client is ready", async () => {
  const clients = { eu: { client }, us: { client, namespace: "snyk-us" } };
  const all = await broker({ clients });
  expect(all["gitlab-switch"]?.dependsOn).toEqual([
    "gitlab-client-deployment",
    "gitlab-client-eu-deployment",
    "gitlab-client-us-deployment",
  ]);
});

it("tells the switch with which token each client runs, as its Deployment says", async () => {
  const all = await broker(
    { clients: { eu: { client }, us: { client } } },
    { instance: "k3x9qd", generation: 2 },
  );
  const { token, clients, instance } = all["gitlab-switch"]?.inputs ?? {};
  expect([token, instance]).toEqual([expect.stringMatching(/^g2-[0-9a-f]{6}$/), "k3x9qd"]);
  expect(clients).toEqual({ default: token, eu: token, us: token });
  expect(at(all["gitlab-client-eu-deployment"], "metadata.name")).toBe(`broker-gitlab-eu-${String(token)}`);
});

it("clones last: no organization is put on a token before the clients run with it", async () => {
  const all = await broker({ organizations: [ORG_2] });
  expect(all[`gitlab-clone-${ORG_2}`]?.dependsOn).toEqual(["gitlab-switch"]);
});

it.each<[what: string, args: Partial<BrokerArgs>, complaint: RegExp]>([
  ["host", { client: { ...client, host: "gitlab example com" } }, /host/],
  ["namespace", { namespace: "not a name" }, /namespace/],
  ["number of replicas", { replicas: -1 }, /replicas/],
])("makes nothing at Snyk for a client that cannot be deployed: its %s", async (_, args, complaint) => {
  const all = await register((opts) => {
    expect(() => new Broker("gitlab", { ...basic, ...args }, opts)).toThrow(complaint);
  });
  expect(Object.keys(all)).toEqual(["gitlab"]); // the component itself
});

it("renames no client when another one is added", async () => {
  const before = await broker({ clients: { eu: { client } } });
  const after = await broker({ clients: { us: { client }, eu: { client } } });
  for (const [name, resource] of Object.entries(before)) {
    if (name !== "gitlab-switch") expect(after[name]).toEqual(resource);
  }
});

it("gives its options to every client, and lets each have its own", async () => {
  const clients = { eu: { client }, us: { client, replicas: 1, namespace: "us" } };
  const all = await broker({
    client: undefined,
    clients,
    replicas: 3,
    namespace: "shared",
    resourceName: undefined,
  });
  expect(at(all["gitlab-client-eu-deployment"], "spec.replicas")).toBe(3);
  expect(at(all["gitlab-client-eu-deployment"], "metadata")).toMatchObject({
    name: "broker-gitlab-eu-g1",
    namespace: "shared",
  });
  expect(at(all["gitlab-client-us-deployment"], "spec.replicas")).toBe(1);
  expect(at(all["gitlab-client-us-deployment"], "metadata.namespace")).toBe("us");
});

it("counts the clients of all clusters, because Snyk admits four on one token", async () => {
  const two = { eu: { client }, us: { client } };
  const all = await broker({ client: undefined, clients: two, replicas: 2, highAvailability: true });
  for (const name of ["eu", "us"]) {
    const strategy = at(all[`gitlab-client-${name}-deployment`], "spec.strategy.rollingUpdate");
    expect(strategy).toEqual({ maxSurge: 0, maxUnavailable: 1 });
  }

  const three = { ...two, au: { client } };
  await expect(
    broker({ client: undefined, clients: three, replicas: 2, highAvailability: true }),
  ).rejects.toThrow(
    "replicas 2 and 4 elsewhere does not work with highAvailability: Snyk admits 2 to 4 clients",
  );

  const single = await broker({ client: undefined, clients: two, replicas: 1, highAvailability: true });
  expect(at(single["gitlab-client-eu-deployment"], "spec.replicas")).toBe(1);
});

it("names clones by their organization", async () => {
  const all = await broker({ organizations: [ORG_2, ORG_3] });
  expect(all[`gitlab-clone-${ORG_2}`]?.inputs).toMatchObject({
    orgId: ORG_2,
    source: { orgId: ORG, type: "gitlab", id: "gitlab-integration-id" },
  });
  expect(all[`gitlab-clone-${ORG_3}`]?.inputs).toMatchObject({ orgId: ORG_3 });
});

it("names clones by the record's keys where the ids come from other resources", async () => {
  const all = await broker({ organizations: { payments: pulumi.output(ORG_2) } });
  expect(all["gitlab-clone-payments"]?.inputs).toMatchObject({ orgId: ORG_2 });
});

it("leaves the Service, the credentials and the clones alone when a token is rotated", async () => {
  const before = await broker({ organizations: [ORG_2] });
  const rotated = await broker({ organizations: [ORG_2] }, { generation: 2 });
  const changed = Object.keys(rotated).filter(
    (name) => JSON.stringify(rotated[name]) !== JSON.stringify(before[name]),
  );
  expect(changed.sort()).toEqual(["gitlab-client-deployment", "gitlab-client-secret", "gitlab-switch"]);
});

it("dials the Snyk that the integration is in", async () => {
  const integration = { ...basic.integration, api: { region: "SNYK-EU-01" as const } };
  const all = await broker({ integration }, { config: { "snyk-broker:region": "SNYK-AU-01" } });
  expect(at(all["gitlab-client-deployment"], "spec.template.spec.containers.0.env")).toEqual(
    expect.arrayContaining([{ name: "BROKER_SERVER_URL", value: "https://broker.eu.snyk.io" }]),
  );
});

it("lets the integration, the switch and the clones be changed", async () => {
  const all = await broker({
    organizations: [ORG_2],
    transform: { integration: { onDelete: "retain" }, clone: (args) => ({ ...args, adopt: true }) },
  });
  expect(all["gitlab-integration"]?.inputs).toMatchObject({ onDelete: "retain" });
  expect(all[`gitlab-clone-${ORG_2}`]?.inputs).toMatchObject({ adopt: true });
});
