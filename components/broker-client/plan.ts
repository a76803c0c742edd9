import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "./broker-client-args";
import { brokerServer } from "./broker-server";
import { type CheckedClient, checkClient, type ClientTypeName } from "../client-types";
import { agentVariables } from "../client-types/container-registry-agent";
import { checkCodeAgent, codeAgentUrl } from "../agents/code-agent";
import {
  type ClientEnvironment,
  CLIENT_PORT,
  commonEnvironment,
  mergeEnvironments,
} from "../inputs/environment";
import { InvalidInput } from "../validation/invalid-input";
import { type PortName, serviceUrl } from "../manifests/service";
import { kubernetesName } from "../manifests/names";
import { acceptEnvironment } from "./options/accept";
import { commitSigningEnvironment } from "./options/commit-signing";
import { connectionEnvironment } from "./options/proxy-and-tls";
import { planReplicas, type Replicas } from "./options/high-availability";
import { observationEnvironment } from "./options/observation";
import { checkedVariables } from "./options/variables";
import { checkRegistryAgent, registryAgentUrl } from "../agents/registry-agent";
import { hostName, httpUrl, objectName, plainText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import { checked, requirePresent, requireValid } from "../validation/validate";
import { type ClientToken, clientToken } from "./token-source";

/** Version of Snyk's client that is deployed unless told otherwise. */
export const CLIENT_VERSION = "5.22.14";

/** Everything that is decided before the first child is made. */
export interface ClientPlan extends Replicas {
  readonly type: ClientTypeName;
  /** What users of this type must know. */
  readonly note: string | undefined;
  /** Name in Kubernetes, without generation. */
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly generation: pulumi.Input<number>;
  readonly tokenName: pulumi.Input<string>;
  readonly brokerToken: SecretInput;
  readonly brokerClientUrl: pulumi.Input<string>;
  readonly port: PortName;
  readonly image: pulumi.Input<string>;
  /** Variables and files, without the broker token. */
  readonly environment: Required<ClientEnvironment>;
}

/**
 * Checks all arguments and decides names and environment.
 * @throws InvalidInput
 */
export function planClient(owner: string, resourceName: string, args: BrokerClientArgs): ClientPlan {
  const token = clientToken(owner, checkClient(owner, args.client), args);
  return planWith(token, owner, resourceName, args);
}

/**
 * Refuses, before anything exists at Snyk, what `planClient` would refuse once the integration is there.
 * @throws InvalidInput
 */
export function checkPlan(owner: string, resourceName: string, args: BrokerClientArgs): void {
  planWith({ brokerToken: "", generation: 1, tokenName: "g1" }, owner, resourceName, args);
}

function planWith(
  token: ClientToken,
  owner: string,
  resourceName: string,
  args: BrokerClientArgs,
): ClientPlan {
  const client = checkClient(owner, args.client);
  const name = kubernetesName(owner, resourceName, args.resourceName);
  const replicas = planReplicas(owner, args);
  const namespace = checkPlace(owner, args);
  const port = args.https === undefined ? "http" : "https";
  const brokerClientUrl = clientUrl(owner, name, port, args);
  const environment = mergeEnvironments([
    commonEnvironment({ ...serverAddresses(owner, args), brokerClientUrl }),
    client.environment,
    replicas.environment,
    acceptEnvironment(owner, client, args),
    commitSigningEnvironment(owner, client, args.commitSigning),
    connectionEnvironment(owner, args),
    observationEnvironment(owner, args),
    tlsTermination(port, args),
    agents(owner, client, name, args),
  ]);
  const own = checkedVariables(owner, args.environment ?? {}, environment);
  return {
    ...replicas,
    type: client.type,
    note: client.note,
    name,
    namespace,
    generation: token.generation,
    tokenName: token.tokenName,
    brokerToken: token.brokerToken,
    brokerClientUrl,
    port,
    image: image(owner, client, args),
    environment: { ...environment, plain: { ...withoutFlags(environment.plain), ...own } },
  };
}

function checkPlace(owner: string, args: BrokerClientArgs): pulumi.Input<string> | undefined {
  const { createNamespace, ingress, namespace } = args;
  if (ingress !== undefined) {
    requirePresent(owner, "ingress.host", ingress.host, "give the host at which the SCM reaches the client");
    requireValid(owner, "ingress.host", hostName, ingress.host);
  }
  if (createNamespace === true && namespace === undefined) {
    throw new InvalidInput(
      owner,
      "createNamespace needs namespace; give the name of the namespace to create",
    );
  }
  return namespace === undefined ? undefined : checked(owner, "namespace", objectName, namespace);
}

function serverAddresses(owner: string, args: BrokerClientArgs) {
  const server = brokerServer(owner, args);
  return { brokerServerUrl: server.brokerServerUrl, dispatcherUrl: server.dispatcherUrl };
}

function image(owner: string, client: CheckedClient, args: BrokerClientArgs): pulumi.Input<string> {
  if (args.image !== undefined) return checked(owner, "image", plainText, args.image);
  const version = checked(owner, "version", plainText, args.version ?? CLIENT_VERSION);
  return pulumi.interpolate`snyk/broker:${version}-${client.type}`;
}

function clientUrl(
  owner: string,
  name: string,
  scheme: PortName,
  args: BrokerClientArgs,
): pulumi.Input<string> {
  if (args.brokerClientUrl !== undefined)
    return checked(owner, "brokerClientUrl", httpUrl, args.brokerClientUrl);
  if (args.ingress !== undefined) {
    return `${args.ingress.tlsSecretName === undefined ? "http" : "https"}://${args.ingress.host}`;
  }
  return serviceUrl({ scheme, name, namespace: args.namespace, port: CLIENT_PORT });
}

/** Without this the client probes its own address at start, before it is reachable, and reports an error. */
function tlsTermination(port: PortName, { brokerClientUrl, ingress }: BrokerClientArgs): ClientEnvironment {
  if (port === "https") return { plain: {}, secret: {} };
  const url = brokerClientUrl ?? (ingress?.tlsSecretName === undefined ? "http://" : "https://");
  const isHttps = (text: string) => /^https:/i.test(text);
  if (typeof url === "string" && !isHttps(url)) return { plain: {}, secret: {} };
  const terminated = pulumi.output(url).apply((text) => (isHttps(text) ? "true" : ""));
  return { plain: { BROKER_CLIENT_URL_TLS_TERMINATED: terminated }, secret: {} };
}

/** The client calls accept flags beside custom rules an error. */
function withoutFlags(plain: ClientEnvironment["plain"]): ClientEnvironment["plain"] {
  if (plain["ACCEPT"] === "accept.json") return plain;
  return Object.fromEntries(Object.entries(plain).filter(([name]) => !name.startsWith("ACCEPT_")));
}

/** Addresses of the helpers that run beside the client. */
function agents(
  owner: string,
  client: CheckedClient,
  name: string,
  args: BrokerClientArgs,
): ClientEnvironment {
  const { codeAgent, namespace, registryAgent } = args;
  const forRegistries = client.type === "container-registry-agent";
  if (codeAgent !== undefined && !client.scm) {
    throw new InvalidInput(
      owner,
      `codeAgent is for source code, and client.type "${client.type}" has none; leave it out`,
    );
  }
  if (!forRegistries && registryAgent !== undefined) {
    throw new InvalidInput(
      owner,
      `registryAgent is for container registries, not for client.type "${client.type}"; leave it out`,
    );
  }
  const external = client.environment.plain["CR_AGENT_URL"];
  if (forRegistries && (external === undefined) === (registryAgent === undefined)) {
    const problem =
      external === undefined
        ? "registryAgent is missing"
        : "registryAgent and client.agentUrl are mutually exclusive";
    throw new InvalidInput(
      owner,
      `${problem}; give registryAgent to deploy an agent, or client.agentUrl to use one that runs already`,
    );
  }
  if (codeAgent !== undefined) checkCodeAgent(owner, "codeAgent.", codeAgent);
  if (registryAgent !== undefined) checkRegistryAgent(owner, "registryAgent.", registryAgent);
  return {
    plain: {
      ...(codeAgent && { GIT_CLIENT_URL: codeAgentUrl(name, namespace) }),
      ...(registryAgent && agentVariables(registryAgentUrl(name, namespace))),
    },
    secret: {},
  };
}
