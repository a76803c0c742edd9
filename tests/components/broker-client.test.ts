import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { BrokeredIntegration } from "../../provider/resources/classic/brokered-integration";
import { ClonedIntegration } from "../../provider/resources/classic/cloned-integration";
import { at, ENCRYPTED, inSecret, type MockOptions, register } from "./mocked";
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
  expect(secret?.inputs["data"]).toEqual({ [ENCRYPTED]: { BROKER_TOKEN: inSecret(TOKEN) } });
  expect(credentials?.inputs["data"]).toEqual({ [ENCRYPTED]: { GITLAB_TOKEN: inSecret("glpat-canary") } });
  const everythingElse = JSON.stringify(others);
  for (const text of ["canary", "3f1c2b4a", inSecret("glpat-canary"), inSecret(TOKEN)]) {
    expect(everythingElse).not.toContain(text);
  }
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

describe("what runs with the token of one creation of an integration", () => {
  const NAME = /^broker-gitlab-g1-[0-9a-f]{6}$/;

  it("has a name, and pods, that no other creation's token has, though both count from 1", async () => {
    const one = await brokered({ instance: "k3x9qd" });
    const other = await brokered({ instance: "aaaaaa" });
    const names = [one, other].map((all) => at(all["gitlab-deployment"], "metadata.name"));
    expect(names).toEqual([expect.stringMatching(NAME), expect.stringMatching(NAME)]);
    expect(names[0]).not.toBe(names[1]);
    for (const all of [one, other]) {
      const name = at(all["gitlab-deployment"], "metadata.name");
      expect(at(all["gitlab-secret"], "metadata.name")).toBe(name);
      expect(at(all["gitlab-deployment"], "spec.template.spec.containers.0.env.0")).toMatchObject({
        valueFrom: { secretKeyRef: { name } },
      });
      const labels = at(all["gitlab-deployment"], "spec.template.metadata.labels");
      expect(labels).toMatchObject(
        at(all["gitlab-deployment"], "spec.selector.matchLabels") as Readonly<Record<string, string>>,
      );
    }
    const [selector, otherSelector] = [one, other].map((all) =>
      at(all["gitlab-deployment"], "spec.selector.matchLabels"),
    );
    expect(selector).toHaveProperty("snyk-broker/token-generation", "1");
    expect(`broker-gitlab-${String((selector as Record<string, string>)["snyk-broker/token"])}`).toBe(
      names[0],
    );
    expect(otherSelector).not.toEqual(selector);
    expect(other["gitlab-service"]).toEqual(one["gitlab-service"]);
  });

  it("keeps its name and selector known in the preview of a rotation", async () => {
    const after = await brokered({ instance: "k3x9qd", generation: 2 });
    const preview = await brokered({ instance: "k3x9qd", generation: 2, tokenUnknown: true });
    for (const path of ["metadata", "spec.selector"]) {
      expect(at(preview["gitlab-deployment"], path)).toEqual(at(after["gitlab-deployment"], path));
    }
  });
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
  expect(all["gitlab-secret"]?.inputs["data"]).toEqual({ [ENCRYPTED]: { BROKER_TOKEN: inSecret(TOKEN) } });
});

it("lets every child be changed", async () => {
  const all = await client({
    replicas: 1,
    labels: { team: "platform" },
    environment: { LOG_LEVEL: "debug", GIT_USERNAME: "bot" },
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
      { name: "GIT_USERNAME", value: "bot" },
    ]),
  );
});
