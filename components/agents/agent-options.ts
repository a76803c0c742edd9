import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type {
  NetworkPolicyOptions,
  PodOptions,
  ServiceAccountReference,
  ServiceOptions,
} from "../inputs/kubernetes-options";
import type { ProxyOptions } from "../inputs/proxy-options";
import type { SecretInput } from "../inputs/secret-input";
import type { Transform } from "../inputs/transform";

/** How an agent runs that works for a Broker client, whatever it does. */
export interface AgentOptions extends PodOptions {
  /** Image with its version or digest: Snyk documents no tag but `latest`, which says nothing about what runs. */
  readonly image: pulumi.Input<string>;
  /** The pods' service account, for a cloud identity. @default the namespace's default one */
  readonly serviceAccount?: ServiceAccountReference;
  /**
   * Whether nobody can write to the container's own files, but to `/tmp`.
   * @default true for the registry agent, false for the Code Agent, which writes beside its code
   */
  readonly readOnlyRoot?: boolean;
  /** Port on which the agent serves, inside its container. @default 8081 for the registry agent, 3000 for the Code Agent */
  readonly containerPort?: number;
  /** Type, port and annotations of its Service. @default a ClusterIP on the container's port */
  readonly service?: ServiceOptions;
  /** CPU (cores), memory and ephemeral storage (bytes) of one pod. @default what Snyk documents for the agent */
  readonly resources?: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  /** More environment variables; never for secrets. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** More environment variables that are secret: the key of an IAM user, for example. @default none */
  readonly secretEnvironment?: Readonly<Record<string, SecretInput>>;
  /**
   * Certificates of private authorities, PEM, that the agent trusts beside the public ones; false for none.
   * @default the client's
   */
  readonly caCertificates?: SecretInput | false;
  /** Proxy on the way to Snyk and to the registry or SCM; false for none. @default the client's */
  readonly proxy?: ProxyOptions | false;
  /**
   * Narrow the traffic, or false for no NetworkPolicy.
   * @default only its client reaches the agent's port; none where the client has none
   */
  readonly networkPolicy?: NetworkPolicyOptions | false;
  /** The escape hatch: changes the arguments of a child. @default none */
  readonly transform?: AgentTransforms;
}

/** The escape hatch of an agent: by child, what replaces or changes its arguments. */
export interface AgentTransforms {
  /** The Secret with the agent's secret variables and files. @default unchanged */
  readonly secret?: Transform<k8s.core.v1.SecretArgs>;
  /** @default unchanged */
  readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs>;
  /** @default unchanged */
  readonly service?: Transform<k8s.core.v1.ServiceArgs>;
  /** @default unchanged */
  readonly networkPolicy?: Transform<k8s.networking.v1.NetworkPolicyArgs>;
  /** @default unchanged */
  readonly podDisruptionBudget?: Transform<k8s.policy.v1.PodDisruptionBudgetArgs>;
}

/** Children of an agent; `undefined` is what the arguments do not ask for. */
export interface AgentNodes {
  /** `undefined` when it has no secret of its own. */
  readonly secret: k8s.core.v1.Secret | undefined;
  /** The agent's pods. */
  readonly deployment: k8s.apps.v1.Deployment;
  /** The address that the Broker client is given. */
  readonly service: k8s.core.v1.Service;
  /** Who may reach the agent. */
  readonly networkPolicy: k8s.networking.v1.NetworkPolicy | undefined;
  /** How many pods a drain may stop. */
  readonly podDisruptionBudget: k8s.policy.v1.PodDisruptionBudget | undefined;
}
