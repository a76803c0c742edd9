/** A client and its agent: what is set once holds for both, and they reach each other whatever is narrowed. */
import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { at, ENCRYPTED, inSecret, register, type Registered, warnings } from "./mocked";
import { CANARY, LEAST, TOKEN } from "./samples";

const IMAGE = "registry.example.com/agent:1.2.3";
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${CANARY}\n-----END CERTIFICATE-----\n`;
const { agentUrl: _, ...registry } = LEAST["container-registry-agent"];

/** A client with an agent of each kind that there is for it. */
const KINDS = {
  "registry-agent": { client: registry, registryAgent: { image: IMAGE } },
  "code-agent": {
    client: LEAST.gitlab,
    webhooks: false,
    codeAgent: { image: IMAGE, snykToken: pulumi.secret("canary") },
  },
} as const;
type Kind = keyof typeof KINDS;

const OPTION = { "registry-agent": "registryAgent", "code-agent": "codeAgent" } as const;

function deploy(kind: Kind, args: Partial<BrokerClientArgs>, agent: object = {}) {
  const given = {
    ...KINDS[kind],
    [OPTION[kind]]: { ...(KINDS[kind][OPTION[kind] as never] as object), ...agent },
  };
  return register(
    (opts) => new BrokerClient("scm", { ...given, brokerToken: TOKEN, namespace: "snyk", ...args }, opts),
  );
}

const pod = (all: Record<string, Registered>, kind: Kind | undefined, path: string) =>
  at(all[kind === undefined ? "scm-deployment" : `scm-${kind}-deployment`], `spec.template.spec.${path}`);

function variables(all: Record<string, Registered>, kind?: Kind): Record<string, unknown> {
  const env = pod(all, kind, "containers.0.env") as readonly {
    name: string;
    value?: string;
    valueFrom?: object;
  }[];
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

describe.each(Object.keys(KINDS) as Kind[])("the %s", (kind) => {
  it("is pulled, placed, labelled and run as the client is", async () => {
    const scheduling = {
      tolerations: [{ key: "dedicated", operator: "Exists" }],
      nodeSelector: { pool: "a" },
    };
    const all = await deploy(kind, {
      imagePullPolicy: "IfNotPresent",
      imagePullSecrets: ["mirror"],
      scheduling,
      labels: { team: "platform" },
      podAnnotations: { "example.com/inject": "no" },
      openshift: true,
    });
    for (const each of [kind, undefined]) {
      expect(pod(all, each, "imagePullSecrets")).toEqual([{ name: "mirror" }]);
      expect(pod(all, each, "containers.0.imagePullPolicy")).toBe("IfNotPresent");
      expect(pod(all, each, "tolerations")).toEqual(scheduling.tolerations);
      expect(pod(all, each, "nodeSelector")).toMatchObject({ pool: "a" });
      expect(pod(all, each, "securityContext")).toEqual({
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      });
    }
    const template = at(all[`scm-${kind}-deployment`], "spec.template.metadata") as object;
    expect(template).toMatchObject({
      labels: { team: "platform" },
      annotations: { "example.com/inject": "no" },
    });
  });

  it("has settings of its own where they differ", async () => {
    const all = await deploy(
      kind,
      { openshift: true, imagePullSecrets: ["mirror"], labels: { team: "platform" } },
      {
        openshift: false,
        runAsUser: 1000,
        readOnlyRoot: false,
        imagePullSecrets: ["other"],
        labels: { part: "agent" },
      },
    );
    expect(pod(all, kind, "imagePullSecrets")).toEqual([{ name: "other" }]);
    expect(pod(all, kind, "securityContext")).toMatchObject({
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
    });
    expect(pod(all, kind, "containers.0.securityContext.readOnlyRootFilesystem")).toBe(false);
    expect(at(all[`scm-${kind}-deployment`], "metadata.labels")).toMatchObject({
      team: "platform",
      part: "agent",
    });
  });

  it("trusts the authorities that the client trusts", async () => {
    const all = await deploy(kind, { caCertificates: pulumi.secret(CERTIFICATE) });
    const path = String(variables(all, kind)["NODE_EXTRA_CA_CERTS"]);
    const mount = (pod(all, kind, "containers.0.volumeMounts") as { mountPath: string }[]).find(
      ({ mountPath }) => path.startsWith(`${mountPath}/`),
    );
    expect(mount).toBeDefined();
    expect(all[`scm-${kind}-secret`]?.inputs["data"]).toMatchObject({
      [ENCRYPTED]: { "ca.pem": inSecret(CERTIFICATE) },
    });
    const without = await deploy(
      kind,
      { caCertificates: pulumi.secret(CERTIFICATE) },
      { caCertificates: false },
    );
    expect(variables(without, kind)).not.toHaveProperty("NODE_EXTRA_CA_CERTS");
  });

  it("is reached around the client's proxy, and reaches the client around it", async () => {
    const proxy = {
      https: "http://proxy.example.com:3128",
      http: "http://proxy.example.com:3128",
      noProxy: ["own"],
    };
    const all = await deploy(kind, { proxy });
    expect(variables(all)["NO_PROXY"]).toBe(`own,broker-scm-${kind}.snyk.svc`);
    expect(variables(all, kind)["NO_PROXY"]).toBe("own,broker-scm.snyk.svc");
    expect(all[`scm-${kind}-secret`]?.inputs["data"]).toMatchObject({
      [ENCRYPTED]: { HTTPS_PROXY: inSecret(proxy.https), HTTP_PROXY: inSecret(proxy.http) },
    });
    const without = await deploy(kind, { proxy }, { proxy: false });
    expect(variables(without, kind)).not.toHaveProperty("NO_PROXY");
  });

  it("reaches its client and is reached by it, and by nobody else, whatever is narrowed", async () => {
    const narrow = {
      ingressFrom: [{ ipBlock: { cidr: "10.0.0.0/8" } }],
      egress: [{ ports: [{ port: 443 }] }],
    };
    const all = await deploy(kind, { networkPolicy: narrow }, { networkPolicy: { egress: [] } });
    const selectorOf = (name: string) => ({
      podSelector: { matchLabels: at(all[name], "spec.podSelector.matchLabels") },
    });
    const agent = selectorOf(`scm-${kind}-network-policy`);
    const client = selectorOf("scm-network-policy");
    const port = pod(all, kind, "containers.0.ports.0.containerPort");
    expect(at(all["scm-network-policy"], "spec.ingress.0.from")).toEqual([...narrow.ingressFrom, agent]);
    expect(at(all["scm-network-policy"], "spec.egress")).toEqual([
      ...narrow.egress,
      { to: [agent], ports: [{ port, protocol: "TCP" }] },
    ]);
    expect(at(all[`scm-${kind}-network-policy`], "spec.ingress.0")).toEqual({
      from: [client],
      ports: [{ port, protocol: "TCP" }],
    });
    expect(at(all[`scm-${kind}-network-policy`], "spec.egress")).toEqual([
      { to: [client], ports: [{ port: 8000, protocol: "TCP" }] },
    ]);
    // These are the labels that the pods have.
    for (const [name, { podSelector }] of [
      ["scm-deployment", client],
      [`scm-${kind}-deployment`, agent],
    ] as const)
      expect(at(all[name], "spec.template.metadata.labels")).toMatchObject(podSelector.matchLabels as object);
  });

  it("has no NetworkPolicy where the client has none", async () => {
    const all = await deploy(kind, { networkPolicy: false });
    expect(Object.keys(all).filter((name) => name.endsWith("network-policy"))).toEqual([]);
  });

  it("takes variables of its own, and secret ones into its Secret", async () => {
    const all = await deploy(
      kind,
      {},
      {
        environment: { AWS_REGION: "eu-central-1", NODE_TLS_REJECT_UNAUTHORIZED: "0" },
        secretEnvironment: {
          AWS_SECRET_ACCESS_KEY: pulumi.secret(CANARY),
          OTHER: { fromSecretName: "aws", key: "other" },
        },
      },
    );
    const secret = all[`scm-${kind}-secret`];
    expect(variables(all, kind)).toMatchObject({
      AWS_REGION: "eu-central-1",
      NODE_TLS_REJECT_UNAUTHORIZED: "0",
      AWS_SECRET_ACCESS_KEY: {
        secretKeyRef: { name: at(secret, "metadata.name"), key: "AWS_SECRET_ACCESS_KEY" },
      },
      OTHER: { secretKeyRef: { name: "aws", key: "other" } },
    });
    expect(secret?.inputs["data"]).toMatchObject({
      [ENCRYPTED]: { AWS_SECRET_ACCESS_KEY: inSecret(CANARY) },
    });
  });

  it("serves on the port that was chosen, where the client looks for it", async () => {
    const all = await deploy(kind, {}, { containerPort: 9000, service: { port: 8080, type: "NodePort" } });
    const url = kind === "code-agent" ? "GIT_CLIENT_URL" : "CR_AGENT_URL";
    expect(variables(all)[url]).toBe(`http://broker-scm-${kind}.snyk.svc:8080`);
    expect(variables(all, kind)[kind === "code-agent" ? "PORT" : "SNYK_PORT"]).toBe("9000");
    expect(pod(all, kind, "containers.0.ports.0.containerPort")).toBe(9000);
    expect(at(all[`scm-${kind}-service`], "spec")).toMatchObject({
      type: "NodePort",
      ports: [{ port: 8080 }],
    });
    expect(at(all[`scm-${kind}-network-policy`], "spec.ingress.0.ports.0.port")).toBe(9000);
  });
});

it("reaches an agent of one's own around the proxy, too", async () => {
  const proxy = { https: "http://proxy.example.com:3128" };
  const { "container-registry-agent": client } = LEAST;
  const all = await register((opts) => new BrokerClient("scm", { client, brokerToken: TOKEN, proxy }, opts));
  expect(variables(all)["NO_PROXY"]).toBe("registry-agent.example.com");
});

describe("code that a Code Agent uploads", () => {
  it.each([
    ["SNYK-US-01", "https://deeproxy.snyk.io"],
    ["SNYK-US-02", "https://deeproxy.us.snyk.io"],
    ["SNYK-EU-01", "https://deeproxy.eu.snyk.io"],
    ["SNYK-AU-01", "https://deeproxy.au.snyk.io"],
  ] as const)("goes to the Snyk of the client, %s", async (region, url) => {
    const all = await deploy("code-agent", { region });
    expect(variables(all, "code-agent")["UPSTREAM_URL"]).toBe(url);
  });

  it("goes to the image's Snyk, and the preview says so, where only an address is known", async () => {
    const apiUrl = "https://snyk-proxy.example.com";
    const all = await deploy("code-agent", { apiUrl, brokerServerUrl: "https://broker.example.com" });
    expect(variables(all, "code-agent")["UPSTREAM_URL"]).toBe("https://deeproxy.snyk.io");
    expect(warnings().join()).toContain(
      `does not follow from the API address ${apiUrl}: code is uploaded to`,
    );
  });

  it("goes where it was told to", async () => {
    const all = await deploy(
      "code-agent",
      { region: "SNYK-EU-01" },
      { upstreamUrl: "https://own.example.com" },
    );
    expect(variables(all, "code-agent")["UPSTREAM_URL"]).toBe("https://own.example.com");
  });
});
