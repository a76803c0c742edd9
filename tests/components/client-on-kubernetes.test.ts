/** What operators set of a client's pods and of the ways to them. */
import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { at, ENCRYPTED, inSecret, register } from "./mocked";
import { CANARY, LEAST, TOKEN } from "./samples";

function deploy(args: Partial<BrokerClientArgs> = {}) {
  return register(
    (opts) =>
      new BrokerClient(
        "scm",
        { client: LEAST.gitlab, brokerToken: TOKEN, namespace: "snyk", webhooks: false, ...args },
        opts,
      ),
  );
}

async function pod(args: Partial<BrokerClientArgs>, path: string): Promise<unknown> {
  return at((await deploy(args))["scm-deployment"], `spec.template.spec.${path}`);
}

it("serves on the port and path that were chosen: probes, Service and policy follow", async () => {
  const all = await deploy({ containerPort: 9000, healthCheckPath: "/alive", service: { port: 80 } });
  const container = at(all["scm-deployment"], "spec.template.spec.containers.0") as {
    readonly env: readonly object[];
  };
  expect(container).toMatchObject({
    ports: [{ name: "http", containerPort: 9000 }],
    readinessProbe: { httpGet: { path: "/alive", port: "http" } },
    startupProbe: { tcpSocket: { port: "http" } },
  });
  expect(container.env).toEqual(
    expect.arrayContaining([
      { name: "PORT", value: "9000" },
      { name: "BROKER_HEALTHCHECK_PATH", value: "/alive" },
      { name: "BROKER_CLIENT_URL", value: "http://broker-scm.snyk.svc:80" },
    ]),
  );
  expect(at(all["scm-service"], "spec.ports.0")).toMatchObject({ port: 80, targetPort: "http" });
  expect(at(all["scm-network-policy"], "spec.ingress.0.ports.0.port")).toBe(9000);
});

it("probes at the times that were chosen, and what it probes stays", async () => {
  const probes = {
    readiness: { periodSeconds: 30 },
    startup: { failureThreshold: 200 },
    liveness: false,
  } as const;
  const container = (await pod({ probes }, "containers.0")) as object;
  expect(container).toMatchObject({
    readinessProbe: { httpGet: { path: "/healthcheck" }, periodSeconds: 30, failureThreshold: 3 },
    startupProbe: { failureThreshold: 200, periodSeconds: 5 },
  });
  expect(container).not.toHaveProperty("livenessProbe");
});

it("leads every host of its Ingress to the client, under one certificate", async () => {
  const all = await deploy({
    labels: { team: "platform" },
    brokerClientUrl: "https://a.example.com/snyk",
    ingress: {
      host: "a.example.com",
      otherHosts: ["b.example.com"],
      path: "/snyk",
      pathType: "ImplementationSpecific",
      tlsSecretName: "tls",
      labels: { edge: "yes" },
      extraPaths: [
        {
          path: "/*",
          pathType: "ImplementationSpecific",
          backend: { service: { name: "ssl", port: { name: "a" } } },
        },
      ],
    },
  });
  expect(at(all["scm-ingress"], "metadata.labels")).toMatchObject({ team: "platform", edge: "yes" });
  expect(at(all["scm-ingress"], "spec.tls")).toEqual([
    { hosts: ["a.example.com", "b.example.com"], secretName: "tls" },
  ]);
  const rules = at(all["scm-ingress"], "spec.rules") as readonly {
    host: string;
    http: { paths: object[] };
  }[];
  expect(rules.map(({ host }) => host)).toEqual(["a.example.com", "b.example.com"]);
  for (const { http } of rules) {
    expect(http.paths).toMatchObject([
      { backend: { service: { name: "ssl" } } },
      { path: "/snyk", pathType: "ImplementationSpecific", backend: { service: { name: "broker-scm" } } },
    ]);
  }
});

it("adds volumes, mounts and containers of one's own", async () => {
  const all = await deploy({
    extraVolumes: [{ name: "certificates", emptyDir: {} }],
    extraVolumeMounts: [{ name: "certificates", mountPath: "/certificates" }],
    extraContainers: [{ name: "mesh", image: "mesh:1" }],
  });
  const spec = at(all["scm-deployment"], "spec.template.spec") as {
    readonly volumes: readonly { name: string }[];
    readonly containers: readonly { name: string; volumeMounts: readonly { mountPath: string }[] }[];
  };
  expect(spec.volumes.map(({ name }) => name)).toEqual(["tmp", "certificates"]);
  expect(spec.containers.map(({ name }) => name)).toEqual(["broker", "mesh"]);
  expect(spec.containers[0]?.volumeMounts.map(({ mountPath }) => mountPath)).toEqual([
    "/tmp",
    "/certificates",
  ]);
});

it("keeps secret variables of one's own in the Secret, in place of plain ones", async () => {
  const all = await deploy({
    secretEnvironment: { GIT_URL: pulumi.secret(CANARY), OTLP: { fromSecretName: "otlp", key: "headers" } },
  });
  const env = at(all["scm-deployment"], "spec.template.spec.containers.0.env") as readonly { name: string }[];
  expect(env.filter(({ name }) => name === "GIT_URL" || name === "OTLP")).toEqual([
    {
      name: "GIT_URL",
      valueFrom: { secretKeyRef: { name: at(all["scm-credentials"], "metadata.name"), key: "GIT_URL" } },
    },
    { name: "OTLP", valueFrom: { secretKeyRef: { name: "otlp", key: "headers" } } },
  ]);
  expect(all["scm-credentials"]?.inputs["data"]).toMatchObject({
    [ENCRYPTED]: { GIT_URL: inSecret(CANARY) },
  });
});

describe("nodes of another processor", () => {
  const AMD64 = { "kubernetes.io/arch": "amd64" };

  it("do not get Snyk's image, which cannot run there", async () => {
    expect(await pod({}, "nodeSelector")).toEqual(AMD64);
    expect(await pod({ image: "docker.io/snyk/broker:5-gitlab" }, "nodeSelector")).toEqual(AMD64);
    expect(await pod({ image: pulumi.output("snyk/broker:5-gitlab") }, "nodeSelector")).toEqual(AMD64);
  });

  it("may get an image of one's own", async () => {
    expect(await pod({ image: "registry.example.com/broker:5" }, "nodeSelector")).toBeUndefined();
  });

  it("are told apart beside a node selector of one's own, which may say otherwise", async () => {
    expect(await pod({ scheduling: { nodeSelector: { pool: "a" } } }, "nodeSelector")).toEqual({
      ...AMD64,
      pool: "a",
    });
    const other = { "kubernetes.io/arch": "arm64" };
    expect(await pod({ scheduling: { nodeSelector: other } }, "nodeSelector")).toEqual(other);
  });
});

it("runs as the user of the image, without group 0, where a cluster forbids that group", async () => {
  for (const runAsUser of [1000, 10001]) {
    expect(await pod({ runAsUser }, "securityContext")).toEqual({
      runAsNonRoot: true,
      runAsUser,
      runAsGroup: runAsUser,
      fsGroup: runAsUser,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(await pod({ runAsUser }, "containers.0.securityContext")).toMatchObject({
      runAsUser,
      runAsGroup: runAsUser,
    });
  }
});

it("pulls the image by its digest", async () => {
  const digest = `sha256:${"0".repeat(64)}`;
  expect(await pod({ digest, version: "5.22.14" }, "containers.0.image")).toBe(
    `snyk/broker:5.22.14-gitlab@${digest}`,
  );
});
