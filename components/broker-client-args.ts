import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { BrokerServerArgs } from "./broker-server";
import type { ClientSettings } from "./client-types";
import type { CodeAgent, CodeAgentOptions } from "./code-agent";
import type { KubernetesOptions } from "./kubernetes-options";
import type { AcceptOptions } from "./options/accept";
import type { CommitSigningOptions } from "./options/commit-signing";
import type { ConnectionOptions } from "./options/connection";
import type { ReplicaOptions } from "./options/high-availability";
import type { ObservationOptions } from "./options/observation";
import type { RegistryAgent, RegistryAgentOptions } from "./registry-agent";
import type { TokenSourceArgs } from "./token-source";
import type { Transform } from "./transform";

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
  /** Sign the commits of fix pull requests; GitHub only. @default unsigned */
  readonly commitSigning?: CommitSigningOptions;
  /** The agent that reads images; container registries only. @default none: `client.agentUrl` names one */
  readonly registryAgent?: RegistryAgentOptions;
  /** Snyk's deprecated Code Agent, beside the client. @default none */
  readonly codeAgent?: CodeAgentOptions;
  /** More environment variables of the client, or other values for ours. Never for secrets. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** The escape hatch: changes the arguments of a child. Names and namespaces have options of their own. @default none */
  readonly transform?: BrokerClientTransforms;
}

export interface BrokerClientTransforms {
  /** The Secret of one generation: the broker token. */
  readonly secret?: Transform<k8s.core.v1.SecretArgs>;
  /** The Secret with the credentials of the system behind the client. */
  readonly credentials?: Transform<k8s.core.v1.SecretArgs>;
  readonly configMap?: Transform<k8s.core.v1.ConfigMapArgs>;
  readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs>;
  readonly service?: Transform<k8s.core.v1.ServiceArgs>;
  readonly ingress?: Transform<k8s.networking.v1.IngressArgs>;
  readonly namespace?: Transform<k8s.core.v1.NamespaceArgs>;
  readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
  readonly podDisruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs>;
  readonly serviceAccount?: Transform<k8s.core.v1.ServiceAccountArgs>;
}

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
  readonly configMap: k8s.core.v1.ConfigMap | undefined;
  readonly deployment: k8s.apps.v1.Deployment;
  readonly service: k8s.core.v1.Service;
  readonly ingress: k8s.networking.v1.Ingress | undefined;
  readonly namespace: k8s.core.v1.Namespace | undefined;
  readonly networkPolicy: k8s.networking.v1.NetworkPolicy | undefined;
  readonly podDisruptionBudget: k8s.policy.v1.PodDisruptionBudget | undefined;
  readonly serviceAccount: k8s.core.v1.ServiceAccount | undefined;
  readonly codeAgent: CodeAgent | undefined;
  readonly registryAgent: RegistryAgent | undefined;
}
