import { randomUUID } from "node:crypto";
import { REGISTRY_AGENT_IMAGE } from "../../../../dev/cluster/registry-agent/image";
import type { ImportAnswer, ImportRequest } from "../../../../simulator";
import { address } from "../cluster";
import { ClusterSite } from "../site";
import { privateAuthority } from "./authority";
import { forwardProxy, type ForwardProxy } from "./proxy";
import { behindTls, type Listening, registry } from "./servers";

/** Names that the proxy knows, and nobody in the cluster. */
export const OUTSIDE = {
  api: "api.snyk.test",
  broker: "broker.snyk.test",
  registry: "registry.test",
} as const;

/** Addresses of the Services: there is no DNS, so that pods are told which name has which. */
export const CLIENT_SERVICE = "198.19.0.10";
export const AGENT_SERVICE = "198.19.0.11";

/** Label of the pods that may call the client, beside its agent. */
export const CALLER = { calls: "broker" };

const USER = "robot$scanner";

/**
 * A site whose clients and agents are in a private network: a proxy is the only way out, and all that is out there has
 * certificates of a private authority. They serve a container registry.
 */
export class PrivateNetworkSite {
  readonly site: ClusterSite;
  readonly proxy: ForwardProxy;
  readonly #servers: readonly Listening[];

  private constructor(site: ClusterSite, proxy: ForwardProxy, servers: readonly Listening[]) {
    this.site = site;
    this.proxy = proxy;
    this.#servers = servers;
  }

  static async open(name: string): Promise<PrivateNetworkSite> {
    const site = await ClusterSite.open({ name, type: "harbor-cr" });
    const { project, relay, namespace } = site;
    const [registryPassword, proxyPassword] = [randomUUID(), randomUUID()];
    project.scan.plant("password for the registry", registryPassword);
    project.scan.plant("password for the proxy", proxyPassword);
    const { certificate, server } = await privateAuthority(Object.values(OUTSIDE));
    const [api, broker, images] = await Promise.all([
      behindTls(new URL(project.simulator.url), server),
      behindTls(new URL(relay.brokerServerUrl), server),
      registry({ username: USER, password: registryPassword }, server),
    ]);
    const own = await address();
    const ports = { [OUTSIDE.api]: api.port, [OUTSIDE.broker]: broker.port, [OUTSIDE.registry]: images.port };
    const proxy = await forwardProxy(own, ports, { username: "snyk", password: proxyPassword });
    await project.run(["config", "set", "--secret", "registryPassword", registryPassword]);
    await project.run(["config", "set", "--secret", "proxyUrl", proxy.url]);
    project.write(program({ namespace, certificate, proxy: { address: own, port: proxy.port } }));
    return new PrivateNetworkSite(site, proxy, [api, broker, images]);
  }

  /** One request of Snyk's. */
  ask(request: Omit<ImportRequest, "integrationId">): Promise<ImportAnswer> {
    return this.site.relay.import({ integrationId: this.site.integrationId, ...request });
  }

  async close(): Promise<void> {
    await this.site.close();
    await Promise.all([this.proxy, ...this.#servers].map((server) => server.close()));
  }
}

/** What Snyk asks for, with the credentials that the client puts in. */
export const LIST = {
  path: "/list",
  headers: { "x-registry-credentials": "${CR_CREDENTIALS}", "x-broker-var-sub": "x-registry-credentials" },
};

interface Surroundings {
  readonly namespace: string;
  /** PEM */
  readonly certificate: string;
  readonly proxy: { readonly address: string; readonly port: number };
}

function program({ namespace, certificate, proxy }: Surroundings): string {
  const small = `{ requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "512Mi" } }`;
  const toProxy = `[{
    to: [{ ipBlock: { cidr: "${proxy.address}/32" } }],
    ports: [{ port: ${proxy.port}, protocol: "TCP" }],
  }]`;
  const at = (clusterIP: string): string =>
    `(args) => ({ ...args, spec: { ...args.spec, clusterIP: "${clusterIP}" } })`;
  return `
const config = new pulumi.Config();
new snykBroker.Broker("registry", {
  integration: { orgId: orgs[0], type: "harbor-cr", rotation: { everyDays: 90 } },
  client: {
    type: "container-registry-agent",
    registry: "harbor-cr",
    base: "${OUTSIDE.registry}",
    username: ${JSON.stringify(USER)},
    password: config.requireSecret("registryPassword"),
  },
  registryAgent: {
    image: "${REGISTRY_AGENT_IMAGE}",
    replicas: 1,
    resources: ${small},
    networkPolicy: { egress: ${toProxy} },
    transform: { service: ${at(AGENT_SERVICE)} },
  },
  apiUrl: "https://${OUTSIDE.api}",
  brokerServerUrl: "https://${OUTSIDE.broker}",
  caCertificates: ${JSON.stringify(certificate)},
  proxy: { https: config.requireSecret("proxyUrl"), http: config.requireSecret("proxyUrl") },
  networkPolicy: {
    ingressFrom: [{ podSelector: { matchLabels: ${JSON.stringify(CALLER)} } }],
    egress: ${toProxy},
  },
  scheduling: {
    hostAliases: [
      { ip: "${CLIENT_SERVICE}", hostnames: ["broker-registry.${namespace}.svc"] },
      { ip: "${AGENT_SERVICE}", hostnames: ["broker-registry-registry-agent.${namespace}.svc"] },
    ],
  },
  transform: { service: ${at(CLIENT_SERVICE)} },
  namespace: "${namespace}",
  createNamespace: true,
  resources: ${small},
});`;
}
