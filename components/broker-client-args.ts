import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { BrokerServerArgs } from "./broker-server";
import type { ClientSettings } from "./client-types";
import type { TokenSourceArgs } from "./token-source";
import type { Transform } from "./transform";

/** How a Broker client runs, whatever it serves. */
export interface BrokerClientOptions extends BrokerServerArgs {
  /**
   * Pods of one generation. All use one token; without high availability Snyk sends to the newest connection and
   * falls back to the others.
   * @default 2
   * @see https://docs.snyk.io/enterprise-setup/snyk-broker/high-availability-mode
   */
  readonly replicas?: pulumi.Input<number>;
  /**
   * Namespace that exists already.
   * @default the namespace of the Kubernetes provider
   */
  readonly namespace?: pulumi.Input<string>;
  /**
   * Name in Kubernetes; the generation and the kind of child are added to it. A DNS label of at most 48 characters.
   * @default `broker-<name>`
   */
  readonly resourceName?: string;
  /**
   * Address at which the SCM reaches this client for webhooks, with its scheme.
   * @default the Service's address inside the cluster
   */
  readonly brokerClientUrl?: pulumi.Input<string>;
  /**
   * Version of Snyk's client image.
   * @default "5.22.14"
   * @see https://hub.docker.com/r/snyk/broker/tags
   */
  readonly version?: pulumi.Input<string>;
  /**
   * Whole image reference, for a mirror or a digest.
   * @default `snyk/broker:<version>-<client type>`
   */
  readonly image?: pulumi.Input<string>;
  /**
   * CPU (cores), memory and ephemeral storage (bytes) of one pod.
   * @default requests 250m, 256Mi and 64Mi; limits 1, 512Mi and 256Mi
   * @see https://docs.snyk.io: "Prepare Snyk Broker for deployment": at least 1 CPU and 256 MB
   */
  readonly resources?: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  /** More environment variables of the client, or other values for ours. Never for secrets. @default none */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Any text; when it changes, the pods roll: for secrets that are kept elsewhere. @default none */
  readonly rolloutTrigger?: pulumi.Input<string>;
  /** Labels added to every object. @default none */
  readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
  /** The escape hatch: changes the arguments of a child. @default none */
  readonly transform?: BrokerClientTransforms;
}

export interface BrokerClientTransforms {
  /** The Secret of one generation: the broker token. */
  readonly secret?: Transform<k8s.core.v1.SecretArgs>;
  /** The Secret with the credentials of the system behind the client. */
  readonly credentials?: Transform<k8s.core.v1.SecretArgs>;
  readonly deployment?: Transform<k8s.apps.v1.DeploymentArgs>;
  readonly service?: Transform<k8s.core.v1.ServiceArgs>;
}

export interface BrokerClientArgs extends BrokerClientOptions, TokenSourceArgs {
  /** What the client serves: `{ type: "gitlab", host, token }`. */
  readonly client: ClientSettings;
}

/** Children of a `BrokerClient`. */
export interface BrokerClientNodes {
  /** `undefined` when the token is in a Secret that existed already. */
  readonly secret: k8s.core.v1.Secret | undefined;
  /** `undefined` when all credentials are in Secrets that existed already. */
  readonly credentials: k8s.core.v1.Secret | undefined;
  readonly deployment: k8s.apps.v1.Deployment;
  readonly service: k8s.core.v1.Service;
}
