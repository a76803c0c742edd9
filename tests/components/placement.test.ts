import * as k8s from "@pulumi/kubernetes";
import { Broker } from "../../components/broker/broker";
import { BrokerClient } from "../../components/broker-client/broker-client";
import { at, register } from "./mocked";
import { LEAST, TOKEN } from "./samples";

const ORG = "a5b6c7d8-0000-4000-8000-000000000001";
const integration = { orgId: ORG, type: "gitlab" } as const;
const client = LEAST.gitlab;

it("puts each client into the cluster that it names, and makes no provider of its own", async () => {
  const all = await register((opts) => {
    const eu = new k8s.Provider("eu", { namespace: "snyk" });
    const us = new k8s.Provider("us", { namespace: "snyk" });
    const clients = { eu: { client, provider: eu }, us: { client, provider: us } };
    new Broker("gitlab", { integration, clients }, opts);
  });
  for (const cluster of ["eu", "us"]) {
    const objects = Object.values(all).filter(
      ({ type, name }) => type.startsWith("kubernetes:") && name.startsWith(`gitlab-client-${cluster}`),
    );
    expect(objects.length).toBeGreaterThan(4);
    for (const { provider } of objects) expect(provider).toContain(`::${cluster}::`);
  }
  expect(Object.values(all).filter(({ type }) => type.startsWith("pulumi:providers:"))).toHaveLength(2);
});

it("uses the provider that it is given as an option", async () => {
  const all = await register((opts) => {
    const provider = new k8s.Provider("other");
    new BrokerClient("gitlab", { client, brokerToken: TOKEN }, { ...opts, provider });
  });
  expect(all["gitlab-deployment"]?.provider).toContain("::other::");
});

it("makes the namespace first, under the restricted Pod Security Standard, when asked to", async () => {
  const args = { client, brokerToken: TOKEN, namespace: "snyk", createNamespace: true };
  const all = await register((opts) => new BrokerClient("gitlab", args, opts));
  expect(at(all["gitlab-namespace"], "metadata")).toEqual({
    name: "snyk",
    labels: { "pod-security.kubernetes.io/enforce": "restricted" },
  });
  for (const { type, name, dependsOn } of Object.values(all)) {
    const first = name === "gitlab-namespace" || !type.startsWith("kubernetes:");
    expect(dependsOn.includes("gitlab-namespace")).toBe(!first);
  }
});

it("keeps several clients of one namespace apart", async () => {
  const all = await register((opts) => {
    new BrokerClient("one", { client, brokerToken: TOKEN, namespace: "snyk" }, opts);
    new BrokerClient("two", { client, brokerToken: TOKEN, namespace: "snyk" }, opts);
  });
  const objects = Object.values(all).filter(({ type }) => type.startsWith("kubernetes:"));
  const names = objects.map((each) => `${each.type} ${String(at(each, "metadata.name"))}`);
  expect(new Set(names).size).toBe(names.length);
  expect(at(all["one-service"], "spec.selector")).not.toEqual(at(all["two-service"], "spec.selector"));
});

it("makes nothing that was not asked for", async () => {
  const quiet = { replicas: 1, networkPolicy: false } as const;
  const all = await register(
    (opts) => new BrokerClient("gitlab", { client, brokerToken: TOKEN, ...quiet }, opts),
  );
  const kinds = Object.values(all).map(({ type }) => type.split(":").at(-1));
  expect(kinds.sort()).toEqual(["BrokerClient", "Deployment", "Secret", "Secret", "Service"]);
});

it.each([
  [{ replicas: 2 }, { maxSurge: 1, maxUnavailable: 0 }],
  [
    { replicas: 3, highAvailability: true },
    { maxSurge: 1, maxUnavailable: 0 },
  ],
  [
    { replicas: 4, highAvailability: true },
    { maxSurge: 0, maxUnavailable: 1 },
  ],
  [
    { replicas: 1, replicasElsewhere: 3, highAvailability: true },
    { maxSurge: 0, maxUnavailable: 1 },
  ],
])("rolls %j without a fifth client on one token", async (replicas, rollingUpdate) => {
  const all = await register(
    (opts) => new BrokerClient("gitlab", { client, brokerToken: TOKEN, ...replicas }, opts),
  );
  expect(at(all["gitlab-deployment"], "spec.strategy")).toEqual({ type: "RollingUpdate", rollingUpdate });
});

it("leaves all ids to OpenShift", async () => {
  const all = await register(
    (opts) => new BrokerClient("gitlab", { client, brokerToken: TOKEN, openshift: true }, opts),
  );
  expect(at(all["gitlab-deployment"], "spec.template.spec.securityContext")).toEqual({
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(at(all["gitlab-deployment"], "spec.template.spec.containers.0.securityContext")).not.toHaveProperty(
    "runAsUser",
  );
});

it("mounts custom accept rules from a ConfigMap, and rolls when they change", async () => {
  const withRules = (rules: string) =>
    register((opts) => new BrokerClient("gitlab", { client, brokerToken: TOKEN, acceptRules: rules }, opts));
  const before = await withRules(`{"public":[],"private":[]}`);
  const after = await withRules(`{"public":[],"private":[{}]}`);
  expect(at(before["gitlab-config"], "data")).toEqual({ "accept.json": `{"public":[],"private":[]}` });
  const volumes = (all: typeof before) => at(all["gitlab-deployment"], "spec.template.spec.volumes");
  expect(volumes(after)).not.toEqual(volumes(before));
});
