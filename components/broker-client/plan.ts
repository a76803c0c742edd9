import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "./broker-client-args";
import { brokerServer } from "./broker-server";
import { type CheckedClient, checkClient, type ClientTypeName } from "../client-types";
import { type Agents, planAgents } from "./agents";
import { notes } from "./notes";
import { withOwnVariables } from "../environment/own-variables";
import {
  type ClientEnvironment,
  CLIENT_PORT,
  commonEnvironment,
  HEALTHCHECK_PATH,
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
import { clientVariables } from "./options/variables";
import { checkIds } from "../validation/pod-options";
import {
  digestText,
  hostName,
  httpUrl,
  objectName,
  plainText,
  portNumber,
  urlPath,
  wholeNumber,
} from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import { checked, requirePresent, requireValid } from "../validation/validate";
import { type ClientToken, clientToken } from "./token-source";

/** Version of Snyk's client that is deployed unless told otherwise. */
export const CLIENT_VERSION = "5.22.14";

/** Everything that is decided before the first child is made. */
export interface ClientPlan extends Replicas, ClientPlace {
  readonly type: ClientTypeName;
  /** What to say in the preview. */
  readonly notes: readonly pulumi.Input<string | undefined>[];
  /** Name in Kubernetes, without generation. */
  readonly name: string;
  readonly generation: pulumi.Input<number>;
  readonly tokenName: pulumi.Input<string>;
  readonly brokerToken: SecretInput;
  readonly brokerClientUrl: pulumi.Input<string>;
  readonly image: pulumi.Input<string>;
  readonly agents: Agents;
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
  const place = checkPlace(owner, args);
  const server = serverAddresses(owner, args);
  const agents = planAgents(
    owner,
    { type: client, name, namespace: place.namespace, port: place.portNumber, apiUrl: server.dispatcherUrl },
    args,
  );
  const brokerClientUrl = clientUrl(owner, name, place, args);
  const environment = mergeEnvironments([
    commonEnvironment({
      ...server,
      brokerClientUrl,
      port: place.portNumber,
      healthCheckPath: place.healthCheckPath,
    }),
    client.environment,
    replicas.environment,
    acceptEnvironment(owner, client, args),
    commitSigningEnvironment(owner, client, args.commitSigning),
    connectionEnvironment(owner, args, agents.hosts),
    observationEnvironment(owner, args),
    tlsTermination(place.port, args),
    agents.environment,
  ]);
  const ours = { ...environment, plain: withoutFlags(environment.plain) };
  return {
    ...replicas,
    ...place,
    type: client.type,
    notes: [client.note, ...agents.notes, ...notes(client, args)],
    name,
    generation: token.generation,
    tokenName: token.tokenName,
    brokerToken: token.brokerToken,
    brokerClientUrl,
    image: image(owner, client, args),
    agents,
    environment: withOwnVariables(ours, clientVariables(owner, args, environment)),
  };
}

/** Where in the cluster a client serves. */
export interface ClientPlace {
  readonly namespace: pulumi.Input<string> | undefined;
  readonly port: PortName;
  readonly portNumber: number;
  readonly healthCheckPath: string;
}

function checkPlace(owner: string, args: BrokerClientArgs): ClientPlace {
  const {
    createNamespace,
    namespace,
    containerPort = CLIENT_PORT,
    healthCheckPath = HEALTHCHECK_PATH,
  } = args;
  requireValid(owner, "containerPort", portNumber, containerPort);
  requireValid(owner, "healthCheckPath", urlPath, healthCheckPath);
  if (args.service?.port !== undefined)
    requireValid(owner, "service.port", wholeNumber(1, 65_535), args.service.port);
  checkIngress(owner, args);
  checkIds(owner, "", args);
  if (createNamespace === true && namespace === undefined) {
    throw new InvalidInput(
      owner,
      "createNamespace needs namespace; give the name of the namespace to create",
    );
  }
  return {
    namespace: namespace === undefined ? undefined : checked(owner, "namespace", objectName, namespace),
    port: args.https === undefined ? "http" : "https",
    portNumber: containerPort,
    healthCheckPath,
  };
}

function checkIngress(owner: string, { brokerClientUrl, ingress }: BrokerClientArgs): void {
  if (ingress === undefined) return;
  requirePresent(owner, "ingress.host", ingress.host, "give the host at which the SCM reaches the client");
  requireValid(owner, "ingress.host", hostName, ingress.host);
  for (const [index, host] of (ingress.otherHosts ?? []).entries())
    requireValid(owner, `ingress.otherHosts[${index}]`, hostName, host);
  if ((ingress.path ?? "/") !== "/" && brokerClientUrl === undefined) {
    throw new InvalidInput(
      owner,
      "brokerClientUrl is missing; with ingress.path, give the whole address at which the SCM reaches the client",
    );
  }
}

function serverAddresses(owner: string, args: BrokerClientArgs) {
  const server = brokerServer(owner, args);
  return { brokerServerUrl: server.brokerServerUrl, dispatcherUrl: server.dispatcherUrl };
}

function image(owner: string, client: CheckedClient, args: BrokerClientArgs): pulumi.Input<string> {
  const { digest } = args;
  if (args.image !== undefined) {
    if (digest === undefined) return checked(owner, "image", plainText, args.image);
    throw new InvalidInput(owner, "image and digest are mutually exclusive; put the digest into image");
  }
  const version = checked(owner, "version", plainText, args.version ?? CLIENT_VERSION);
  const named = pulumi.interpolate`snyk/broker:${version}-${client.type}`;
  return digest === undefined
    ? named
    : pulumi.interpolate`${named}@${checked(owner, "digest", digestText, digest)}`;
}

function clientUrl(
  owner: string,
  name: string,
  { namespace, port, portNumber }: ClientPlace,
  args: BrokerClientArgs,
): pulumi.Input<string> {
  if (args.brokerClientUrl !== undefined)
    return checked(owner, "brokerClientUrl", httpUrl, args.brokerClientUrl);
  if (args.ingress !== undefined) {
    return `${args.ingress.tlsSecretName === undefined ? "http" : "https"}://${args.ingress.host}`;
  }
  return serviceUrl({ scheme: port, name, namespace, port: args.service?.port ?? portNumber });
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
