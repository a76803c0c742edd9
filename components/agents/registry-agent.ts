import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../../provider/type-tokens";
import { type AgentKind, OWNED_BY_AGENTS } from "./agent-kind";
import { agentObjects } from "./agent-objects";
import type { AgentNodes, AgentOptions } from "./agent-options";
import { type AgentPlan, planAgent } from "./agent-plan";
import { say } from "../inputs/notes";
import { HEALTHCHECK_PROBES } from "../manifests/probes";
import { requireValid } from "../validation/validate";
import { wholeNumber } from "../validation/value-rules";

/**
 * How the agent runs that reads container images for a Broker client.
 * @see https://hub.docker.com/r/snyk/container-registry-agent/tags
 */
export interface RegistryAgentOptions extends AgentOptions {
  /** Pods; each scans on its own. @default 2 */
  readonly replicas?: number;
}

export interface RegistryAgentArgs extends RegistryAgentOptions {
  readonly namespace: pulumi.Input<string> | undefined;
  /** Name in Kubernetes of the client that it works for; `-registry-agent` is added. */
  readonly instance: string;
}

/** @see https://docs.snyk.io: "Snyk Container Registry Agent" */
export const REGISTRY_AGENT: AgentKind = {
  role: "registry-agent",
  repository: "snyk/container-registry-agent",
  port: 8081,
  portVariable: "SNYK_PORT",
  resources: {
    requests: { cpu: "1", memory: "2Gi", "ephemeral-storage": "5Gi" },
    limits: { cpu: "1", memory: "2Gi", "ephemeral-storage": "6Gi" },
  },
  scratch: "5Gi",
  readOnlyRoot: true,
  probes: HEALTHCHECK_PROBES,
  owned: { ...OWNED_BY_AGENTS, SNYK_PORT: "use containerPort" },
};

const DEFAULT_REPLICAS = 2;

/**
 * Snyk's Container Registry Agent, which pulls images and reads them. A `BrokerClient` for registries makes its own.
 * @see https://docs.snyk.io: "Snyk Container Registry Agent"
 */
export class RegistryAgent extends pulumi.ComponentResource {
  /** The children, for what the arguments do not cover. */
  readonly nodes: AgentNodes;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: RegistryAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentType("RegistryAgent"), name, {}, opts);
    const { instance, namespace, replicas = DEFAULT_REPLICAS } = args;
    const plan = planRegistryAgent(`RegistryAgent "${name}"`, "", args);
    say(this, plan.notes);
    this.nodes = agentObjects({
      name,
      kind: REGISTRY_AGENT,
      plan,
      options: args,
      replicas,
      instance,
      namespace,
      parent: this,
    });
    this.registerOutputs({});
  }
}

/**
 * Checks the options of a registry agent.
 * @param prefix of the fields in messages, such as `registryAgent.`
 * @throws InvalidInput
 */
export function planRegistryAgent(owner: string, prefix: string, options: RegistryAgentOptions): AgentPlan {
  requireValid(owner, `${prefix}replicas`, wholeNumber(1), options.replicas ?? DEFAULT_REPLICAS);
  return planAgent(owner, prefix, REGISTRY_AGENT, options, { plain: {}, secret: {} });
}
