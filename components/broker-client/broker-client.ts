import * as pulumi from "@pulumi/pulumi";
import { componentType } from "../../provider/type-tokens";
import type { BrokerClientArgs, BrokerClientNodes } from "./broker-client-args";
import {
  clientDeployment,
  clientIngress,
  clientNamespace,
  configMap,
  credentialsSecret,
  disruptionBudget,
  networkPolicy,
  serviceAccount,
  stableService,
  tokenSecret,
} from "./objects";
import { type ClientPlan, planClient } from "./plan";
import { CodeAgent } from "../agents/code-agent";
import { say } from "../inputs/notes";
import { RegistryAgent } from "../agents/registry-agent";

/**
 * A Broker client on Kubernetes: the process that dials out to Snyk with a broker token and talks to one SCM or
 * registry.
 *
 * ```ts
 * const client = new BrokerClient("gitlab", {
 *   integration,
 *   client: { type: "gitlab", host: "gitlab.example.com", token: config.requireSecret("gitlabToken") },
 * });
 * ```
 *
 * Secret and Deployment carry the token's generation in their names. A rotation therefore makes a second client
 * beside the first, and Pulumi deletes the first one last. A change of the SCM's credentials rolls the Deployment.
 */
export class BrokerClient extends pulumi.ComponentResource {
  /** The children, for what the arguments do not cover. */
  readonly nodes: BrokerClientNodes;
  /** Address at which the SCM reaches this client. */
  readonly brokerClientUrl: pulumi.Output<string>;
  /** Generation of the token that this client dials in with. */
  readonly tokenGeneration: pulumi.Output<number>;

  /** @throws InvalidInput, in the preview, for arguments that cannot work; it names the field and the remedy */
  constructor(name: string, args: BrokerClientArgs, opts?: pulumi.ComponentResourceOptions) {
    // No arguments are registered: they hold credentials, which the children keep in Secrets.
    super(componentType("BrokerClient"), name, {}, opts);
    const plan = planClient(`BrokerClient "${name}"`, name, args);
    say(this, plan.notes);

    const namespace = clientNamespace({ name, plan, args, child: { parent: this } });
    const client = {
      name,
      plan,
      args,
      child: { parent: this, dependsOn: namespace === undefined ? [] : [namespace] },
    };
    const secret = tokenSecret(client);
    const credentials = credentialsSecret(client);
    const config = configMap(client);
    const account = serviceAccount(client);

    this.nodes = {
      namespace,
      secret,
      credentials,
      configMap: config,
      serviceAccount: account,
      service: stableService(client),
      ingress: clientIngress(client),
      networkPolicy: networkPolicy(client),
      podDisruptionBudget: disruptionBudget(client),
      codeAgent: codeAgent(name, plan, client.child),
      registryAgent: registryAgent(name, plan, client.child),
      deployment: clientDeployment(client, {
        secret,
        credentials,
        configMap: config,
        serviceAccount: account,
      }),
    };
    this.brokerClientUrl = pulumi.output(plan.brokerClientUrl);
    this.tokenGeneration = pulumi.output(plan.generation);
    this.registerOutputs({ brokerClientUrl: this.brokerClientUrl, tokenGeneration: this.tokenGeneration });
  }
}

function codeAgent(
  name: string,
  { agents, ...plan }: ClientPlan,
  child: pulumi.ComponentResourceOptions,
): CodeAgent | undefined {
  if (agents.codeAgent === undefined) return undefined;
  const agentArgs = { ...agents.codeAgent, namespace: plan.namespace, resourceName: plan.name };
  return new CodeAgent(`${name}-code-agent`, agentArgs, child);
}

function registryAgent(
  name: string,
  { agents, ...plan }: ClientPlan,
  child: pulumi.ComponentResourceOptions,
): RegistryAgent | undefined {
  if (agents.registryAgent === undefined) return undefined;
  const agentArgs = { ...agents.registryAgent, namespace: plan.namespace, instance: plan.name };
  return new RegistryAgent(`${name}-registry-agent`, agentArgs, child);
}
