import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "../../components/broker-client/broker-client";
import { at, ENCRYPTED, inSecret, register, type Registered, warnings } from "./mocked";
import { LEAST, MOST, TOKEN } from "./samples";

const image = "registry.example.com/agent:1.2.3";

it("gives the client the address of the Code Agent's own Service", async () => {
  const codeAgent = { image, snykToken: pulumi.secret("canary") };
  const all = await register(
    (opts) =>
      new BrokerClient(
        "gitlab",
        { client: LEAST.gitlab, brokerToken: TOKEN, namespace: "snyk", codeAgent },
        opts,
      ),
  );
  const service = all["gitlab-code-agent-service"];
  expect(variable(all["gitlab-deployment"], "GIT_CLIENT_URL")).toBe(
    `http://${String(at(service, "metadata.name"))}.${String(at(service, "metadata.namespace"))}.svc:3000`,
  );
  expect(at(service, "spec.selector")).toEqual(
    at(all["gitlab-code-agent-deployment"], "spec.selector.matchLabels"),
  );
});

it("keeps the Code Agent's token in a Secret, and says that Snyk has deprecated it", async () => {
  const codeAgent = { image, snykToken: pulumi.secret("canary") };
  const all = await register(
    (opts) => new BrokerClient("gitlab", { client: LEAST.gitlab, brokerToken: TOKEN, codeAgent }, opts),
  );
  expect(all["gitlab-code-agent-secret"]?.inputs["data"]).toEqual({
    [ENCRYPTED]: { SNYK_TOKEN: inSecret("canary") },
  });
  expect(at(all["gitlab-code-agent-deployment"], "spec.template.spec.containers.0.env.0")).toEqual({
    name: "SNYK_TOKEN",
    valueFrom: {
      secretKeyRef: { name: at(all["gitlab-code-agent-secret"], "metadata.name"), key: "SNYK_TOKEN" },
    },
  });
  expect(warnings().join()).toContain("deprecated the Code Agent");
});

it("gives a client for registries an agent of its own, at the address that it is told", async () => {
  const all = await register(
    (opts) =>
      new BrokerClient(
        "ecr",
        { client: MOST["container-registry-agent"], brokerToken: TOKEN, registryAgent: { image } },
        opts,
      ),
  );
  expect(variable(all["ecr-deployment"], "CR_AGENT_URL")).toBe(
    `http://${String(at(all["ecr-registry-agent-service"], "metadata.name"))}:8081`,
  );
  expect(variable(all["ecr-deployment"], "BROKER_CLIENT_VALIDATION_URL")).toMatch(/:8081\/systemcheck$/);
});

it("keeps agents out of the generations: their pods are none of the client's", async () => {
  const codeAgent = { image, snykToken: pulumi.secret("canary") };
  const all = await register(
    (opts) => new BrokerClient("gitlab", { client: LEAST.gitlab, brokerToken: TOKEN, codeAgent }, opts),
  );
  const clients = at(all["gitlab-service"], "spec.selector") as Record<string, string>;
  const agents = at(all["gitlab-code-agent-deployment"], "spec.template.metadata.labels") as Record<
    string,
    string
  >;
  expect(Object.entries(clients).every(([label, value]) => agents[label] === value)).toBe(false);
});

function variable(deployment: Registered | undefined, name: string): string | undefined {
  const env = at(deployment, "spec.template.spec.containers.0.env") as { name: string; value?: string }[];
  return env.find((each) => each.name === name)?.value;
}
