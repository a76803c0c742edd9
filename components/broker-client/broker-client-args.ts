import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { BrokerServerArgs } from "./broker-server";
import type { ClientSettings } from "../client-types";
import type { CodeAgent, CodeAgentOptions } from "../agents/code-agent";
import type { KubernetesOptions } from "../inputs/kubernetes-options";
import type { AcceptOptions } from "./options/accept";
import type { CommitSigningOptions } from "./options/commit-signing";
import type { ConnectionOptions } from "./options/proxy-and-tls";
import type { ReplicaOptions } from "./options/high-availability";
import type { ObservationOptions } from "./options/observation";
import type { RegistryAgent, RegistryAgentOptions } from "../agents/registry-agent";
import type { SecretInput } from "../inputs/secret-input";
import type { TokenSourceArgs } from "./token-source";
import type { Transform } from "../inputs/transform";

/** How a Broker client runs, whatever it serves. */
export interface BrokerClientOptions
  extends
    BrokerServerArgs,
    KubernetesOptions,
    AcceptOptions,
    ConnectionOptions,
    ObservationOptions,
    ReplicaOptions {
  /**
   * Address at which the SCM reaches this client for webhooks, with its scheme.
   * @default the Ingress's address where there is one, else the Service's inside the cluster
   */
  readonly brokerClientUrl?: pulumi.Input<string>;
  /**
   * Whether the SCM calls this client, which pull request checks and fix pull requests need. False says that a client
   * without an address outside of the cluster is meant so.
   * @default true for source code management
   */
  readonly webhooks?: boolean;
  /** Sign the commits of fix pull requests; GitHub only. @default unsigned */
  readonly commitSigning?: CommitSigningOptions;
  /**
   * The agent that reads images; container registries only. What it leaves out of an agent's common options is the
   * client's.
   * @default none: `client.agentUrl` names one
   */
  readonly registryAgent?: RegistryAgentOptions;
  /** Snyk's deprecated Code Agent, beside the client; what it leaves out is the client's, too. @default none */
  readonly codeAgent?: CodeAgentOptions;
  /** More environment variables of the client, or other values for ours. Never for secrets. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** More environment variables of the client that are secret. @default none */
  readonly secretEnvironment?: Readonly<Record<string, SecretInput>>;
  /** The escape hatch: changes the arguments of a child. Names and namespaces have options of their own. @default none */
  readonly transform?: BrokerClientTransforms;
}

/** The escape hatch of a `BrokerClient`: by child, what replaces or changes its arguments. */
export interface BrokerClientTransforms {
  /** The Secret of one generation: the broker token. */
  readonly secret?: Transform<k8s.core.v1.SecretArgs>;
  /** The Secret with the credentials of the system behind the client. */
  readonly credentials?: Transform<k8s.core.v1.SecretArgs>;
  /** Files that are not secret. @default unchanged */
  readonly configMap?: Transform<k8s.core.v1.ConfigMapArgs>;
  /** The Deployment of one generation. @default unchanged */
  readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs>;
  /** The stable address for webhooks. @default unchanged */
  readonly service?: Transform<k8s.core.v1.ServiceArgs>;
  /** The way in from outside the cluster. @default unchanged */
  readonly ingress?: Transform<k8s.networking.v1.IngressArgs>;
  /** The namespace that `createNamespace` makes. @default unchanged */
  readonly namespace?: Transform<k8s.core.v1.NamespaceArgs>;
  /** Who may reach the client, and what it may reach. @default unchanged */
  readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
  /** How many pods a drain may stop. @default unchanged */
  readonly podDisruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs>;
  /** The service account that `serviceAccount` makes. @default unchanged */
  readonly serviceAccount?: Transform<k8s.core.v1.ServiceAccountArgs>;
}

/** What a Broker client serves, whose token it has and how it runs. */
export interface BrokerClientArgs extends BrokerClientOptions, TokenSourceArgs {
  /** What the client serves: `{ type: "gitlab", host, token }`. */
  readonly client: ClientSettings;
}

/** Children of a `BrokerClient`; `undefined` is what the arguments do not ask for. */
export interface BrokerClientNodes {
  /** `undefined` when the token is in a Secret that existed already. */
  readonly secret: k8s.core.v1.Secret | undefined;
  /** `undefined` when all credentials are in Secrets that existed already. */
  readonly credentials: k8s.core.v1.Secret | undefined;
  /** Files that are not secret, such as rules of your own. */
  readonly configMap: k8s.core.v1.ConfigMap | undefined;
  /** The Deployment of the newest generation: ready when its pods are connected. */
  readonly deployment: k8s.apps.v1.Deployment;
  /** The stable address for webhooks, the same for all generations. */
  readonly service: k8s.core.v1.Service;
  /** The way in from outside the cluster. */
  readonly ingress: k8s.networking.v1.Ingress | undefined;
  /** The namespace, where `createNamespace` makes it. */
  readonly namespace: k8s.core.v1.Namespace | undefined;
  /** Who may reach the client, and what it may reach. */
  readonly networkPolicy: k8s.networking.v1.NetworkPolicy | undefined;
  /** How many pods a drain may stop. */
  readonly podDisruptionBudget: k8s.policy.v1.PodDisruptionBudget | undefined;
  /** The service account, where it is not one of your own. */
  readonly serviceAccount: k8s.core.v1.ServiceAccount | undefined;
  /** Snyk's deprecated Code Agent. */
  readonly codeAgent: CodeAgent | undefined;
  /** The agent that reads images. */
  readonly registryAgent: RegistryAgent | undefined;
}
