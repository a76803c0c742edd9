import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AgentKind } from "./agent-kind";
import type { AgentNodes, AgentOptions } from "./agent-options";
import type { AgentPlan } from "./agent-plan";
import { transformed } from "../inputs/transform";
import { agentManifest } from "../manifests/agent";
import { disruptionBudgetManifest } from "../manifests/disruption-budget";
import { ownValues, plainVariables, secretVariables } from "../manifests/env-vars";
import { secretFiles } from "../manifests/files";
import { autonamed, type ObjectIdentity, objectLabels, roleSelector } from "../manifests/names";
import { networkPolicyManifest } from "../manifests/network-policy";
import { secretManifest } from "../manifests/secret";
import { serviceManifest } from "../manifests/service";

/** What the children of one agent are made from. */
export interface AgentContext {
  /** Logical name of the component; children add a constant suffix. */
  readonly name: string;
  readonly kind: AgentKind;
  readonly plan: AgentPlan;
  readonly options: AgentOptions;
  readonly replicas: number;
  /** Name in Kubernetes of what the agent belongs to. */
  readonly instance: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly parent: pulumi.Resource;
}

/** Makes the children of an agent. */
export function agentObjects(agent: AgentContext): AgentNodes {
  const secret = agentSecret(agent);
  return {
    secret,
    deployment: deployment(agent, secret),
    service: service(agent),
    networkPolicy: networkPolicy(agent),
    podDisruptionBudget: disruptionBudget(agent),
  };
}

function identityOf({ kind, instance, namespace, options }: AgentContext): ObjectIdentity {
  return {
    name: `${instance}-${kind.role}`,
    namespace,
    labels: objectLabels(instance, options.labels, kind.role),
    selector: roleSelector(instance, kind.role),
  };
}

function agentSecret(agent: AgentContext): k8s.core.v1.Secret | undefined {
  const { name, instance, plan, options, parent } = agent;
  const values = ownValues({ ...plan.environment.secret, ...secretFiles(plan.environment.files) });
  if (Object.keys(values).length === 0) return undefined;
  const { namespace, labels } = identityOf(agent);
  const manifest = secretManifest({ namespace, labels, immutable: true, values });
  return new k8s.core.v1.Secret(
    ...transformed(options.transform?.secret, autonamed(name, instance, "secret"), manifest, { parent }),
  );
}

function deployment(agent: AgentContext, secret: k8s.core.v1.Secret | undefined): k8s.apps.v1.Deployment {
  const { name, kind, plan, options, parent } = agent;
  const { environment } = plan;
  const manifest = agentManifest({
    ...identityOf(agent),
    container: kind.role,
    image: plan.image,
    port: plan.port,
    replicas: agent.replicas,
    env: [
      ...secretVariables(environment.secret, secret?.metadata.name),
      ...plainVariables(environment.plain),
    ],
    files: environment.files,
    secretName: secret?.metadata.name,
    resources: options.resources ?? kind.resources,
    scratch: kind.scratch,
    readOnlyRoot: options.readOnlyRoot ?? kind.readOnlyRoot,
    probes: kind.probes,
    serviceAccountName: options.serviceAccount?.fromServiceAccountName,
    options,
  });
  const own = { parent, dependsOn: secret === undefined ? [] : [secret] };
  return new k8s.apps.v1.Deployment(
    ...transformed(options.transform?.deployment, `${name}-deployment`, manifest, own),
  );
}

function service(agent: AgentContext): k8s.core.v1.Service {
  const { name, plan, options, parent } = agent;
  const manifest = serviceManifest({
    ...identityOf(agent),
    port: plan.port,
    portName: "http",
    options: options.service ?? {},
  });
  return new k8s.core.v1.Service(
    ...transformed(options.transform?.service, `${name}-service`, manifest, { parent }),
  );
}

function networkPolicy(agent: AgentContext): k8s.networking.v1.NetworkPolicy | undefined {
  const { name, plan, options, parent } = agent;
  if (options.networkPolicy === false) return undefined;
  const manifest = networkPolicyManifest(identityOf(agent), plan.port, options.networkPolicy ?? {});
  return new k8s.networking.v1.NetworkPolicy(
    ...transformed(options.transform?.networkPolicy, `${name}-network-policy`, manifest, { parent }),
  );
}

function disruptionBudget(agent: AgentContext): k8s.policy.v1.PodDisruptionBudget | undefined {
  const { name, options, replicas, parent } = agent;
  if (replicas < 2) return undefined;
  const manifest = disruptionBudgetManifest(identityOf(agent));
  return new k8s.policy.v1.PodDisruptionBudget(
    ...transformed(options.transform?.podDisruptionBudget, `${name}-budget`, manifest, { parent }),
  );
}
