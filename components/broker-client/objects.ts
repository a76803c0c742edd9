import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { BrokerClientArgs, BrokerClientNodes } from "./broker-client-args";
import { type ClientPlan } from "./plan";
import { TOKEN_VARIABLE } from "../inputs/environment";
import type { ServiceAccountOptions, ServiceAccountReference } from "../inputs/kubernetes-options";
import { configMapManifest } from "../manifests/config-map";
import { DEFAULT_RESOURCES, deploymentManifest } from "../manifests/deployment";
import { ownValues, plainVariables, secretVariables } from "../manifests/env-vars";
import { ownConfigFiles, secretFiles } from "../manifests/files";
import { secretManifest } from "../manifests/secret";
import { serviceManifest } from "../manifests/service";
import { disruptionBudgetManifest } from "../manifests/disruption-budget";
import { ingressManifest } from "../manifests/ingress";
import { namespaceManifest } from "../manifests/namespace";
import { networkPolicyManifest, withNeighbour } from "../manifests/network-policy";
import { serviceAccountManifest } from "../manifests/service-account";
import {
  autonamed,
  generationLabels,
  type ObjectIdentity,
  objectLabels,
  roleSelector,
  tokenObjectName,
  tokenSelector,
} from "../manifests/names";
import { isSecretReference } from "../inputs/secret-input";
import { transformed } from "../inputs/transform";

/** What every child of one client is made from. */
export interface ClientContext {
  /** Logical name of the component; children add a constant suffix. */
  readonly name: string;
  readonly plan: ClientPlan;
  readonly args: BrokerClientArgs;
  readonly child: pulumi.CustomResourceOptions;
}

function identityOf({ plan, args }: ClientContext): ObjectIdentity {
  return {
    name: plan.name,
    namespace: plan.namespace,
    labels: objectLabels(plan.name, args.labels),
    selector: roleSelector(plan.name),
  };
}

/** The broker token of one generation. */
export function tokenSecret(client: ClientContext): k8s.core.v1.Secret | undefined {
  const { plan, args, name, child } = client;
  if (isSecretReference(plan.brokerToken)) return undefined;
  const manifest = secretManifest({
    ...identityOf(client),
    name: tokenObjectName(plan.name, plan.tokenName),
    immutable: true,
    values: { [TOKEN_VARIABLE]: plan.brokerToken },
  });
  return new k8s.core.v1.Secret(...transformed(args.transform?.secret, `${name}-secret`, manifest, child));
}

/** Apart from the token's, and the same for all generations: a rotation does not touch it. */
export function credentialsSecret(client: ClientContext): k8s.core.v1.Secret | undefined {
  const { plan, args, name, child } = client;
  const { namespace, labels } = identityOf(client);
  const values = ownSecretValues(plan);
  if (Object.keys(values).length === 0) return undefined;
  const manifest = secretManifest({ namespace, labels, immutable: true, values });
  return new k8s.core.v1.Secret(
    ...transformed(args.transform?.credentials, autonamed(name, plan.name, "credentials"), manifest, child),
  );
}

/** What we ourselves keep in the Secret with the credentials: variables and files. */
function ownSecretValues(plan: ClientPlan): Record<string, pulumi.Input<string>> {
  return ownValues({ ...plan.environment.secret, ...secretFiles(plan.environment.files) });
}

/** Files that are not secret, where a preview shows their change. */
export function configMap(client: ClientContext): k8s.core.v1.ConfigMap | undefined {
  const { plan, args, name, child } = client;
  const values = ownConfigFiles(plan.environment.files);
  if (Object.keys(values).length === 0) return undefined;
  const manifest = configMapManifest({ ...identityOf(client), values });
  return new k8s.core.v1.ConfigMap(
    ...transformed(args.transform?.configMap, autonamed(name, plan.name, "config"), manifest, child),
  );
}

export function clientNamespace({
  plan,
  args,
  name,
  child,
}: ClientContext): k8s.core.v1.Namespace | undefined {
  if (args.createNamespace !== true || plan.namespace === undefined) return undefined;
  const manifest = namespaceManifest(plan.namespace);
  return new k8s.core.v1.Namespace(
    ...transformed(args.transform?.namespace, `${name}-namespace`, manifest, child),
  );
}

export function serviceAccount(client: ClientContext): k8s.core.v1.ServiceAccount | undefined {
  const { args, name, child } = client;
  if (args.serviceAccount === undefined || isForeignAccount(args.serviceAccount)) return undefined;
  const manifest = serviceAccountManifest(identityOf(client), args.serviceAccount);
  return new k8s.core.v1.ServiceAccount(
    ...transformed(args.transform?.serviceAccount, `${name}-service-account`, manifest, child),
  );
}

function isForeignAccount(
  account: ServiceAccountReference | ServiceAccountOptions,
): account is ServiceAccountReference {
  return "fromServiceAccountName" in account;
}

function accountName({ plan, args }: ClientContext): pulumi.Input<string> | undefined {
  if (args.serviceAccount === undefined) return undefined;
  return isForeignAccount(args.serviceAccount) ? args.serviceAccount.fromServiceAccountName : plan.name;
}

/** The stable address for webhooks. */
export function stableService(client: ClientContext): k8s.core.v1.Service {
  const { plan, args, name, child } = client;
  const manifest = serviceManifest({
    ...identityOf(client),
    port: plan.portNumber,
    portName: plan.port,
    options: args.service ?? {},
  });
  return new k8s.core.v1.Service(...transformed(args.transform?.service, `${name}-service`, manifest, child));
}

export function clientIngress(client: ClientContext): k8s.networking.v1.Ingress | undefined {
  const { plan, args, name, child } = client;
  if (args.ingress === undefined) return undefined;
  const manifest = ingressManifest(identityOf(client), plan.port, args.ingress);
  return new k8s.networking.v1.Ingress(
    ...transformed(args.transform?.ingress, `${name}-ingress`, manifest, child),
  );
}

export function networkPolicy(client: ClientContext): k8s.networking.v1.NetworkPolicy | undefined {
  const { plan, args, name, child } = client;
  if (args.networkPolicy === false) return undefined;
  const options = plan.agents.neighbours.reduce(withNeighbour, args.networkPolicy ?? {});
  const manifest = networkPolicyManifest(identityOf(client), plan.portNumber, options);
  return new k8s.networking.v1.NetworkPolicy(
    ...transformed(args.transform?.networkPolicy, `${name}-network-policy`, manifest, child),
  );
}

export function disruptionBudget(client: ClientContext): k8s.policy.v1.PodDisruptionBudget | undefined {
  const { plan, args, name, child } = client;
  if (!(args.podDisruptionBudget ?? plan.replicas > 1)) return undefined;
  const manifest = disruptionBudgetManifest(identityOf(client));
  return new k8s.policy.v1.PodDisruptionBudget(
    ...transformed(args.transform?.podDisruptionBudget, `${name}-budget`, manifest, child),
  );
}

/** What the pods of a client refer to. */
export type Needs = Pick<BrokerClientNodes, "secret" | "credentials" | "configMap" | "serviceAccount">;

/** The Deployment of one generation; it waits for everything that its pods refer to. */
export function clientDeployment(client: ClientContext, needs: Needs): k8s.apps.v1.Deployment {
  const { plan, args, name, child } = client;
  const objectName = tokenObjectName(plan.name, plan.tokenName);
  const fileObjects = {
    secret: needs.credentials?.metadata.name,
    configMap: needs.configMap?.metadata.name,
  };
  const manifest = deploymentManifest({
    ...identityOf(client),
    name: objectName,
    labels: { ...objectLabels(plan.name, args.labels), ...generationLabels(plan.name, plan.generation) },
    selector: tokenSelector(plan.name, plan.generation, plan.tokenName),
    annotations:
      args.rolloutTrigger === undefined ? {} : { "snyk-broker/rollout-trigger": args.rolloutTrigger },
    replicas: plan.replicas,
    maxSurge: plan.maxSurge,
    image: plan.image,
    port: plan.port,
    portNumber: plan.portNumber,
    healthCheckPath: plan.healthCheckPath,
    env: [
      ...secretVariables({ [TOKEN_VARIABLE]: plan.brokerToken }, objectName),
      ...secretVariables(plan.environment.secret, fileObjects.secret),
      ...plainVariables(plan.environment.plain),
    ],
    files: plan.environment.files,
    fileObjects,
    secretProviderClass: args.secretProviderClass,
    serviceAccountName: accountName(client),
    resources: args.resources ?? DEFAULT_RESOURCES,
    options: args,
  });
  const waited = [child.dependsOn ?? [], ...Object.values(needs)].flat();
  const dependsOn = waited.filter((need) => need !== undefined) as pulumi.Resource[];
  return new k8s.apps.v1.Deployment(
    ...transformed(args.transform?.deployment, `${name}-deployment`, manifest, { ...child, dependsOn }),
  );
}
