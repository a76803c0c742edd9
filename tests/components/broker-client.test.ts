import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "../../components/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client-args";
import { BrokeredIntegration } from "../../provider/brokered-integration";
import { ClonedIntegration } from "../../provider/cloned-integration";
import { at, ENCRYPTED, type MockOptions, register } from "./mocked";
import { TOKEN } from "./samples";

const ORG = "a5b6c7d8-0000-4000-8000-000000000001";
const OTHER_ORG = "a5b6c7d8-0000-4000-8000-000000000002";
const gitlab = { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("glpat-canary") } as const;

async function client(args: Partial<BrokerClientArgs> = {}, options?: MockOptions) {
  const all: BrokerClientArgs = { client: gitlab, brokerToken: TOKEN, namespace: "snyk", ...args };
  return register((opts) => new BrokerClient("gitlab", all, opts), options);
}

/** A client on an integration of this program. */
async function brokered(options?: MockOptions) {
  return register((opts) => {
    const integration = new BrokeredIntegration("integration", { orgId: ORG, type: "gitlab" }, opts);
    new BrokerClient("gitlab", { client: gitlab, integration }, opts);
  }, options);
}

it("makes a Secret and a Deployment of one generation, and what is common to all generations", async () => {
  expect(await client()).toMatchSnapshot();
});

it("keeps every secret in Secrets that the state holds encrypted", async () => {
  const { "gitlab-secret": secret, "gitlab-credentials": credentials, ...others } = await client();
  expect(secret?.inputs["stringData"]).toEqual({ [ENCRYPTED]: { BROKER_TOKEN: TOKEN } });
  expect(credentials?.inputs["stringData"]).toEqual({ [ENCRYPTED]: { GITLAB_TOKEN: "glpat-canary" } });
  expect(JSON.stringify(others)).not.toMatch(/canary|3f1c2b4a/);
});

it("carries the generation in the names and in the selector, but not in the Service", async () => {
  const second = await brokered({ generation: 2 });
  expect(second["gitlab-secret"]?.inputs).toMatchObject({
    metadata: { name: "broker-gitlab-g2" },
    immutable: true,
  });
  const deployment = second["gitlab-deployment"];
  expect(at(deployment, "metadata.name")).toBe("broker-gitlab-g2");
  expect(at(deployment, "spec.selector.matchLabels")).toHaveProperty("snyk-broker/token-generation", "2");
  expect(at(deployment, "spec.template.spec.containers.0.env.0")).toEqual({
    name: "BROKER_TOKEN",
    valueFrom: { secretKeyRef: { name: "broker-gitlab-g2", key: "BROKER_TOKEN" } },
  });
  const first = await brokered({ generation: 1 });
  expect(second["gitlab-service"]).toEqual(first["gitlab-service"]);
  expect(second["gitlab-credentials"]).toEqual(first["gitlab-credentials"]);
});

it("keeps names and selectors known in the preview of a rotation, when the token is not", async () => {
  const first = await brokered();
  const preview = await brokered({ generation: 2, tokenUnknown: true });
  expect(at(preview["gitlab-secret"], "metadata.name")).toBe("broker-gitlab-g2");
  expect(at(preview["gitlab-deployment"], "metadata.name")).toBe("broker-gitlab-g2");
  expect(at(preview["gitlab-deployment"], "spec.selector.matchLabels")).toHaveProperty(
    "snyk-broker/token-generation",
    "2",
  );
  expect(preview["gitlab-service"]).toEqual(first["gitlab-service"]);
  expect(preview["gitlab-credentials"]).toEqual(first["gitlab-credentials"]);
});

it("rolls the same Deployment when a credential changes, and keeps the old Secret for its old pods", async () => {
  const before = await client();
  const after = await client({ client: { ...gitlab, token: "glpat-other" } });
  expect(at(after["gitlab-credentials"], "metadata.name")).not.toBe(
    at(before["gitlab-credentials"], "metadata.name"),
  );
  expect(after["gitlab-credentials"]?.inputs["immutable"]).toBe(true);
  expect(at(after["gitlab-deployment"], "spec.template")).not.toEqual(
    at(before["gitlab-deployment"], "spec.template"),
  );
  for (const path of ["metadata", "spec.selector"]) {
    expect(at(after["gitlab-deployment"], path)).toEqual(at(before["gitlab-deployment"], path));
  }
});

it("waits for its Secrets before it rolls", async () => {
  const { "gitlab-deployment": deployment } = await client();
  expect(deployment?.dependsOn).toEqual(["gitlab-secret", "gitlab-credentials"]);
});

it("uses Secrets that exist already, and makes none for them", async () => {
  const token = { fromSecretName: "vault", key: "gitlab" };
  const brokerToken = { fromSecretName: "vault", key: "broker" };
  const all = await client({ client: { ...gitlab, token }, brokerToken, rolloutTrigger: "2026-11" });
  expect(all).not.toHaveProperty("gitlab-secret");
  expect(all).not.toHaveProperty("gitlab-credentials");
  expect(at(all["gitlab-deployment"], "spec.template.spec.containers.0.env")).toEqual(
    expect.arrayContaining([
      { name: "BROKER_TOKEN", valueFrom: { secretKeyRef: { name: "vault", key: "broker" } } },
      { name: "GITLAB_TOKEN", valueFrom: { secretKeyRef: { name: "vault", key: "gitlab" } } },
    ]),
  );
  expect(at(all["gitlab-deployment"], "spec.template.metadata.annotations")).toEqual({
    "snyk-broker/rollout-trigger": "2026-11",
  });
});

it("serves a clone with the source's token and generation", async () => {
  const all = await register(
    (opts) => {
      const source = new BrokeredIntegration("integration", { orgId: ORG, type: "gitlab" }, opts);
      const integration = new ClonedIntegration("clone", { source, orgId: OTHER_ORG }, opts);
      new BrokerClient("gitlab", { client: gitlab, integration }, opts);
    },
    { generation: 3 },
  );
  expect(at(all["gitlab-deployment"], "metadata.name")).toBe("broker-gitlab-g3");
  expect(all["gitlab-secret"]?.inputs["stringData"]).toEqual({ [ENCRYPTED]: { BROKER_TOKEN: TOKEN } });
});

it("lets every child be changed", async () => {
  const all = await client({
    replicas: 1,
    labels: { team: "platform" },
    environment: { LOG_LEVEL: "debug", ACCEPT: "/rules/accept.json" },
    transform: {
      service: (args, opts) => {
        opts.protect = true;
        return { ...args, metadata: { name: "other" } };
      },
      secret: { immutable: false },
    },
  });
  expect(at(all["gitlab-service"], "metadata")).toEqual({ name: "other" });
  expect(all["gitlab-secret"]?.inputs["immutable"]).toBe(false);
  expect(at(all["gitlab-credentials"], "metadata.labels.team")).toBe("platform");
  const env = at(all["gitlab-deployment"], "spec.template.spec.containers.0.env");
  expect(env).toEqual(
    expect.arrayContaining([
      { name: "LOG_LEVEL", value: "debug" },
      { name: "ACCEPT", value: "/rules/accept.json" },
    ]),
  );
});
