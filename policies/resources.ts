import type { ResourceValidationArgs } from "@pulumi/policy";
import { RESOURCE_TYPE_PREFIX } from "../provider/type-tokens";

/** The type of a `BrokeredIntegration`, as it stands in every state. */
const BROKERED_INTEGRATION = `${RESOURCE_TYPE_PREFIX}BrokeredIntegration`;

/** What `check` stamps on an integration; all of it is known in a preview. */
interface Stamps {
  readonly type?: string;
  readonly orgId?: string;
  readonly tokenGeneration?: number;
  /** `YYYY-MM-DD` */
  readonly tokenIssuedOn?: string;
  /** Where it goes through the Universal Broker. */
  readonly universalConnection?: string;
  /** Only in a run that replaces the integration: the one that is replaced. */
  readonly replacementOf?: string;
}

export interface EnvironmentVariable {
  readonly name?: string;
  readonly value?: unknown;
}

export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly env?: readonly EnvironmentVariable[];
}

interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

interface DeploymentProperties {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: { readonly replicas?: number; readonly template?: { readonly spec?: PodSpec } };
}

/** The properties of a `BrokeredIntegration`; `undefined` for every other resource. */
export function brokeredIntegrationOf({ type, props }: ResourceValidationArgs): Stamps | undefined {
  return type === BROKERED_INTEGRATION ? props : undefined;
}

/** A Deployment of a Broker client or of an agent beside it. */
export interface BrokerDeployment {
  readonly role: "broker-client" | "code-agent" | "registry-agent";
  readonly replicas: number;
  readonly containers: readonly Container[];
}

const ROLES = {
  "snyk/broker": "broker-client",
  "snyk/code-agent": "code-agent",
  "snyk/container-registry-agent": "registry-agent",
} as const;

/**
 * What a Deployment has to do with the Broker: told by the labels that this package gives, else by the name of Snyk's
 * image, which also finds clients that were written by hand.
 * @returns `undefined` when it has nothing to do with it
 */
export function brokerDeploymentOf({ type, props }: ResourceValidationArgs): BrokerDeployment | undefined {
  if (!/^kubernetes:(apps|extensions)\/v1(beta[12])?:Deployment$/.test(type)) return undefined;
  const { metadata, spec }: DeploymentProperties = props;
  const pod = spec?.template?.spec;
  const containers = [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
  const role = roleByLabels(metadata?.labels) ?? roleByImage(containers);
  return role && { role, containers, replicas: spec?.replicas ?? 1 };
}

function roleByLabels(labels: Readonly<Record<string, string>> = {}): BrokerDeployment["role"] | undefined {
  if (labels["app.kubernetes.io/name"] !== "snyk-broker") return undefined;
  return Object.values(ROLES).find((role) => role === labels["app.kubernetes.io/component"]);
}

function roleByImage(containers: readonly Container[]): BrokerDeployment["role"] | undefined {
  return Object.entries(ROLES).find(([repository]) =>
    containers.some((container) => repositoryOf(known(() => container.image)).endsWith(repository)),
  )?.[1];
}

/** `registry.example.com:5000/snyk/broker:5.22.14-gitlab` → `registry.example.com:5000/snyk/broker` */
function repositoryOf(image = ""): string {
  return image.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

/** A property, or `undefined` while a preview cannot know it: reading it throws then. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
