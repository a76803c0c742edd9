import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../../provider/type-tokens";
import { requiredImage } from "./image";
import type { NetworkPolicyOptions, AgentPodOptions } from "../inputs/kubernetes-options";
import { agentManifest } from "../manifests/agent";
import { plainVariables } from "../manifests/env-vars";
import { HEALTHCHECK_PROBES } from "../manifests/probes";
import { serviceManifest, serviceUrl } from "../manifests/service";
import { disruptionBudgetManifest } from "../manifests/disruption-budget";
import { networkPolicyManifest } from "../manifests/network-policy";
import { type ObjectIdentity, objectLabels, roleSelector } from "../manifests/names";
import { wholeNumber } from "../validation/value-rules";
import { requireValid } from "../validation/validate";
import { type Transform, transformed } from "../inputs/transform";

const AGENT_PORT = 8081;

/** How the agent runs that reads container images for a Broker client. */
export interface RegistryAgentOptions extends AgentPodOptions {
  /**
   * Image with its version or digest. The only tag that Snyk documents is `latest`, which says nothing about what runs.
   * @see https://hub.docker.com/r/snyk/container-registry-agent/tags
   */
  readonly image: pulumi.Input<string>;
  /** Pods; each scans on its own. @default 2 */
  readonly replicas?: number;
  /** CPU (cores), memory and ephemeral storage (bytes) of one pod. @default 1 CPU, 2Gi and 5Gi, as documented */
  readonly resources?: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  /** More environment variables; never for secrets. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Narrow the traffic, or false for no NetworkPolicy. @default only the agent's port can be reached */
  readonly networkPolicy?: NetworkPolicyOptions | false;
  /** The escape hatch: changes the arguments of a child. @default none */
  readonly transform?: {
    /** @default unchanged */
    readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs>;
    /** @default unchanged */
    readonly service?: Transform<k8s.core.v1.ServiceArgs>;
    /** @default unchanged */
    readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
    /** @default unchanged */
    readonly podDisruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs>;
  };
}

export interface RegistryAgentArgs extends RegistryAgentOptions {
  readonly namespace: pulumi.Input<string> | undefined;
  /** Name in Kubernetes of the client that it works for; `-registry-agent` is added. */
  readonly instance: string;
}

/** Children of a `RegistryAgent`; `undefined` is what the arguments do not ask for. */
export interface RegistryAgentNodes {
  /** The agent's pods. */
  readonly deployment: k8s.apps.v1.Deployment;
  /** The address that the Broker client is given. */
  readonly service: k8s.core.v1.Service;
  /** Who may reach the agent. */
  readonly networkPolicy: k8s.networking.v1.NetworkPolicy | undefined;
  /** How many pods a drain may stop. */
  readonly podDisruptionBudget: k8s.policy.v1.PodDisruptionBudget | undefined;
}

const RESOURCES = {
  requests: { cpu: "1", memory: "2Gi", "ephemeral-storage": "5Gi" },
  limits: { cpu: "1", memory: "2Gi", "ephemeral-storage": "6Gi" },
};

/**
 * Snyk's Container Registry Agent, which pulls images and reads them. A `BrokerClient` for registries makes its own.
 * @see https://docs.snyk.io: "Snyk Container Registry Agent"
 */
export class RegistryAgent extends pulumi.ComponentResource {
  /** The children, for what the arguments do not cover. */
  readonly nodes: RegistryAgentNodes;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: RegistryAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentType("RegistryAgent"), name, {}, opts);
    const owner = `RegistryAgent "${name}"`;
    const { instance, namespace, transform } = args;
    const { image, replicas } = checkRegistryAgent(owner, "", args);
    const identity = {
      name: `${instance}-registry-agent`,
      namespace,
      labels: objectLabels(instance, args.labels, "registry-agent"),
      selector: roleSelector(instance, "registry-agent"),
    };
    const child = { parent: this };

    const deployment = new k8s.apps.v1.Deployment(
      ...transformed(
        transform?.deployment,
        `${name}-deployment`,
        agentDeployment(identity, args, { image, replicas }),
        child,
      ),
    );
    const serviceArgs = serviceManifest({ ...identity, port: AGENT_PORT, portName: "http", options: {} });
    const service = new k8s.core.v1.Service(
      ...transformed(transform?.service, `${name}-service`, serviceArgs, child),
    );
    this.nodes = { deployment, service, networkPolicy: policy(), podDisruptionBudget: budget() };
    this.registerOutputs({});

    function policy(): k8s.networking.v1.NetworkPolicy | undefined {
      if (args.networkPolicy === false) return undefined;
      const manifest = networkPolicyManifest(identity, AGENT_PORT, args.networkPolicy ?? {});
      return new k8s.networking.v1.NetworkPolicy(
        ...transformed(transform?.networkPolicy, `${name}-network-policy`, manifest, child),
      );
    }

    function budget(): k8s.policy.v1.PodDisruptionBudget | undefined {
      if (replicas < 2) return undefined;
      return new k8s.policy.v1.PodDisruptionBudget(
        ...transformed(
          transform?.podDisruptionBudget,
          `${name}-budget`,
          disruptionBudgetManifest(identity),
          child,
        ),
      );
    }
  }
}

interface CheckedRegistryAgent {
  readonly image: pulumi.Input<string>;
  readonly replicas: number;
}

/**
 * Checks the options of a registry agent.
 * @param prefix of the fields in messages, such as `registryAgent.`
 * @throws InvalidInput
 */
export function checkRegistryAgent(
  owner: string,
  prefix: string,
  { image, replicas = 2 }: RegistryAgentOptions,
): CheckedRegistryAgent {
  requireValid(owner, `${prefix}replicas`, wholeNumber(1), replicas);
  return {
    image: requiredImage(owner, `${prefix}image`, image, "snyk/container-registry-agent"),
    replicas,
  };
}

function agentDeployment(
  identity: ObjectIdentity,
  args: RegistryAgentArgs,
  { image, replicas }: CheckedRegistryAgent,
): k8s.apps.v1.DeploymentArgs {
  return agentManifest({
    ...identity,
    annotations: {},
    container: "registry-agent",
    image,
    port: AGENT_PORT,
    replicas,
    env: plainVariables({ SNYK_PORT: String(AGENT_PORT), ...args.environment }),
    resources: args.resources ?? RESOURCES,
    scratch: "5Gi",
    readOnlyRoot: true,
    probes: HEALTHCHECK_PROBES,
    options: args,
  });
}

/** The address of a client's own agent. */
export function registryAgentUrl(
  instance: string,
  namespace: pulumi.Input<string> | undefined,
): pulumi.Output<string> {
  return serviceUrl({ scheme: "http", name: `${instance}-registry-agent`, namespace, port: AGENT_PORT });
}
