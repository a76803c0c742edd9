import * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs } from "./broker-client-args";
import type { AgentKind } from "../agents/agent-kind";
import type { AgentOptions } from "../agents/agent-options";
import { agentAddress } from "../agents/agent-plan";
import { CODE_AGENT, type CodeAgentOptions, planCodeAgent } from "../agents/code-agent";
import { planRegistryAgent, REGISTRY_AGENT, type RegistryAgentOptions } from "../agents/registry-agent";
import { type CheckedClient } from "../client-types";
import { agentVariables } from "../client-types/container-registry-agent";
import { around } from "../environment/proxy";
import { defined } from "../inputs/defined";
import type { ClientEnvironment } from "../inputs/environment";
import { roleSelector } from "../manifests/names";
import { type Neighbour, withNeighbour } from "../manifests/network-policy";
import { serviceHost } from "../manifests/service";
import { InvalidInput } from "../validation/invalid-input";
import { codeUploadUrl, REGIONS } from "../../provider/snyk/regions";

/** The client whose agents they are. */
export interface AgentsClient {
  readonly type: CheckedClient;
  /** Name in Kubernetes. */
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  /** Port of its pods. */
  readonly port: number;
  /** Address of Snyk's API. */
  readonly apiUrl: pulumi.Input<string>;
}

/** The agents that run beside a client, and what it must know of them. */
export interface Agents {
  /** With what they leave out taken from the client. */
  readonly registryAgent: RegistryAgentOptions | undefined;
  readonly codeAgent: CodeAgentOptions | undefined;
  /** Variables of the client that name them. */
  readonly environment: ClientEnvironment;
  /** Hosts that the client must reach without its proxy, which would get the credentials in its requests. */
  readonly hosts: readonly pulumi.Input<string>[];
  /** Their pods, which a NetworkPolicy of the client admits. */
  readonly neighbours: readonly Neighbour[];
  /** What to say in the preview. */
  readonly notes: readonly pulumi.Input<string | undefined>[];
}

/**
 * Checks the agents of a client.
 * @throws InvalidInput
 */
export function planAgents(owner: string, client: AgentsClient, args: BrokerClientArgs): Agents {
  checkFits(owner, client.type, args);
  const registryAgent = args.registryAgent && withClientsOptions(args.registryAgent, client, args);
  const codeAgent =
    args.codeAgent && withUpload(withClientsOptions(args.codeAgent, client, args), owner, client);
  if (registryAgent !== undefined) planRegistryAgent(owner, "registryAgent.", registryAgent);
  if (codeAgent !== undefined) planCodeAgent(owner, "codeAgent.", codeAgent);
  const addressOf = (kind: AgentKind, options: AgentOptions) =>
    agentAddress(kind, client.name, client.namespace, options);
  const registry = registryAgent && addressOf(REGISTRY_AGENT, registryAgent);
  const code = codeAgent && addressOf(CODE_AGENT, codeAgent);
  const external = [client.type.environment.plain["CR_AGENT_URL"], args.environment?.["GIT_CLIENT_URL"]];
  return {
    registryAgent,
    codeAgent,
    environment: {
      plain: {
        ...(code && { GIT_CLIENT_URL: code.url }),
        ...(registry && agentVariables(registry.url)),
      },
      secret: {},
    },
    hosts: [
      ...[registry, code].flatMap((address) => (address === undefined ? [] : [address.host])),
      ...external.flatMap((url) => (url === undefined ? [] : [hostOf(url)])),
    ],
    notes: [unknownUpload(args, client)],
    neighbours: [
      ...(registryAgent ? [neighbour(REGISTRY_AGENT, registryAgent)] : []),
      ...(codeAgent ? [neighbour(CODE_AGENT, codeAgent)] : []),
    ],
  };

  function neighbour(kind: AgentKind, options: AgentOptions): Neighbour {
    return { selector: roleSelector(client.name, kind.role), port: options.containerPort ?? kind.port };
  }
}

function hostOf(url: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(url).apply((known) => (URL.canParse(known) ? new URL(known).hostname : known));
}

function checkFits(owner: string, client: CheckedClient, args: BrokerClientArgs): void {
  const { codeAgent, registryAgent } = args;
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
  if (!forRegistries || (external === undefined) !== (registryAgent === undefined)) return;
  if (external === undefined) {
    throw new InvalidInput(
      owner,
      "registryAgent is missing; give registryAgent to deploy an agent, or client.agentUrl to use one that runs already",
    );
  }
  throw new InvalidInput(
    owner,
    "registryAgent and client.agentUrl are mutually exclusive; give registryAgent to deploy an agent, or " +
      "client.agentUrl to use one that runs already",
  );
}

/** What an agent leaves out is the client's, and the two reach each other whatever is narrowed. */
function withClientsOptions<Options extends AgentOptions>(
  agent: Options,
  client: AgentsClient,
  args: BrokerClientArgs,
): Options {
  const own = defined(agent);
  const proxy = own.proxy ?? args.proxy;
  const policy = own.networkPolicy ?? (args.networkPolicy === false ? false : {});
  const self: Neighbour = { selector: roleSelector(client.name), port: client.port };
  return {
    ...inherited(args),
    ...own,
    labels: { ...args.labels, ...own.labels },
    podAnnotations: { ...args.podAnnotations, ...own.podAnnotations },
    proxy: proxy === false ? false : around(proxy, [serviceHost(client)]),
    networkPolicy: policy === false ? false : withNeighbour({ ingressFrom: [], ...policy }, self),
  };
}

/** Who may pull images, where pods run, as whom, and whom they trust: the same for all pods of a client. */
function inherited(args: BrokerClientArgs): Partial<AgentOptions> {
  const { caCertificates, imagePullPolicy, imagePullSecrets, openshift, runAsUser, scheduling } = args;
  return defined({ caCertificates, imagePullPolicy, imagePullSecrets, openshift, runAsUser, scheduling });
}

/** Code goes to the Snyk that the client belongs to, not to the one that the image knows. */
function withUpload(agent: CodeAgentOptions, owner: string, client: AgentsClient): CodeAgentOptions {
  if (agent.upstreamUrl !== undefined) return agent;
  const upstreamUrl = pulumi.output(client.apiUrl).apply((url) => {
    if (url !== REGIONS["SNYK-GOV-01"].api) return codeUploadUrl(url) ?? IMAGE_UPLOAD;
    throw new InvalidInput(
      owner,
      "codeAgent.upstreamUrl is missing: Snyk for Government takes code in another way than the image's, which would send " +
        "it to SNYK-US-01; leave codeAgent out, and let the client clone (accept.code)",
    );
  });
  return { ...agent, upstreamUrl };
}

/** Where Snyk's image uploads code to, unless told otherwise. */
const IMAGE_UPLOAD = "https://deeproxy.snyk.io";

/** A proxy in front of Snyk, for one, says nothing of where code goes. */
function unknownUpload(
  { codeAgent }: BrokerClientArgs,
  client: AgentsClient,
): pulumi.Input<string | undefined> {
  if (codeAgent === undefined || codeAgent.upstreamUrl !== undefined) return undefined;
  return pulumi
    .output(client.apiUrl)
    .apply((url) =>
      codeUploadUrl(url) === undefined
        ? `codeAgent.upstreamUrl is not given, and does not follow from the API address ${url}: code is uploaded to ` +
          `${IMAGE_UPLOAD}, that is to SNYK-US-01.`
        : undefined,
    );
}
