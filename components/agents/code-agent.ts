import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../../provider/type-tokens";
import { type AgentKind, OWNED_BY_AGENTS } from "./agent-kind";
import { agentObjects } from "./agent-objects";
import type { AgentNodes, AgentOptions } from "./agent-options";
import { agentAddress, type AgentPlan, planAgent } from "./agent-plan";
import { say } from "../inputs/notes";
import type { SecretInput } from "../inputs/secret-input";
import { kubernetesName } from "../manifests/names";
import { OPEN_PORT_PROBES } from "../manifests/probes";
import { checked, checkedSecret, requirePresent } from "../validation/validate";
import { httpUrl, secretText } from "../validation/value-rules";

/**
 * How a Code Agent runs.
 * @see https://hub.docker.com/r/snyk/code-agent/tags
 */
export interface CodeAgentOptions extends AgentOptions {
  /** API token with which the agent uploads code to Snyk: of a service account of the organization. */
  readonly snykToken: SecretInput;
  /**
   * Where code is uploaded to, with the scheme: `https://deeproxy.eu.snyk.io`.
   * @default that of the client's region; for an agent that stands alone, the image's, which is that of SNYK-US-01
   */
  readonly upstreamUrl?: pulumi.Input<string>;
}

/** How a stand-alone Code Agent runs, and where. */
export interface CodeAgentArgs extends CodeAgentOptions {
  /** Namespace of all objects. @default the namespace of the Kubernetes provider */
  readonly namespace?: pulumi.Input<string>;
  /** Name in Kubernetes that all objects begin with; `-code-agent` is added. @default `broker-<name>` */
  readonly resourceName?: string;
}

/** @see https://docs.snyk.io: "Snyk Broker - Code Agent" */
export const CODE_AGENT: AgentKind = {
  role: "code-agent",
  repository: "snyk/code-agent",
  port: 3000,
  portVariable: "PORT",
  resources: {
    requests: { cpu: "1", memory: "2Gi", "ephemeral-storage": "2Gi" },
    limits: { cpu: "1", memory: "2Gi", "ephemeral-storage": "3Gi" },
  },
  scratch: "2Gi",
  // It writes beside its code.
  readOnlyRoot: false,
  probes: OPEN_PORT_PROBES,
  owned: {
    ...OWNED_BY_AGENTS,
    PORT: "use containerPort",
    SNYK_TOKEN: "use snykToken",
    UPSTREAM_URL: "use upstreamUrl",
  },
};

/**
 * Snyk's Code Agent, which clones repositories for Snyk Code on behalf of a Broker client.
 *
 * Snyk has deprecated it: `git clone` through the Broker (`accept: { code: true }`, on by default) replaces it. It is
 * here for those who have to keep it for a while.
 * @see https://docs.snyk.io: "Snyk Broker - Code Agent"
 */
export class CodeAgent extends pulumi.ComponentResource {
  /** The children, for what the arguments do not cover. */
  readonly nodes: AgentNodes;
  /** Address for the client's `GIT_CLIENT_URL`. */
  readonly url: pulumi.Output<string>;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: CodeAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    super(componentType("CodeAgent"), name, {}, opts);
    const owner = `CodeAgent "${name}"`;
    const instance = kubernetesName(owner, name, args.resourceName);
    const plan = planCodeAgent(owner, "", args);
    say(this, [DEPRECATED, ...plan.notes]);
    this.nodes = agentObjects({
      name,
      kind: CODE_AGENT,
      plan,
      options: args,
      replicas: 1,
      instance,
      namespace: args.namespace,
      parent: this,
    });
    this.url = agentAddress(CODE_AGENT, instance, args.namespace, args).url;
    this.registerOutputs({ url: this.url });
  }
}

const DEPRECATED =
  "Snyk has deprecated the Code Agent and no longer maintains it. Its replacement is git clone through the " +
  "Broker, which is on by default in every client (accept.code).";

/**
 * Checks the options of a Code Agent.
 * @param prefix of the fields in messages, such as `codeAgent.`
 * @throws InvalidInput
 */
export function planCodeAgent(owner: string, prefix: string, options: CodeAgentOptions): AgentPlan {
  const { snykToken, upstreamUrl } = options;
  requirePresent(owner, `${prefix}snykToken`, snykToken, "give the API token of a service account");
  const own = {
    plain: { UPSTREAM_URL: upstreamUrl && checked(owner, `${prefix}upstreamUrl`, httpUrl, upstreamUrl) },
    secret: { SNYK_TOKEN: checkedSecret(owner, `${prefix}snykToken`, secretText, snykToken) },
  };
  return planAgent(owner, prefix, CODE_AGENT, options, own);
}
