import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Where pods may run. Each field replaces ours whole. */
export type Scheduling = Pick<
  k8s.types.input.core.v1.PodSpec,
  | "affinity"
  | "hostAliases"
  | "nodeSelector"
  | "priorityClassName"
  | "runtimeClassName"
  | "tolerations"
  | "topologySpreadConstraints"
>;

/** Options that every pod of this package takes. */
export interface PodOptions {
  /**
   * When the kubelet pulls the image. "Always" also checks, at every start, that the node may use it.
   * @default "Always"
   */
  readonly imagePullPolicy?: pulumi.Input<"Always" | "IfNotPresent" | "Never">;
  /** Names of Secrets with which a private image is pulled. @default none */
  readonly imagePullSecrets?: readonly pulumi.Input<string>[];
  /** Leave user and group ids to OpenShift, which gives each namespace its own. @default false */
  readonly openshift?: boolean;
  /**
   * User and group of the containers, for clusters that forbid group 0: 1000 is the user of Snyk's images, and 10001 that
   * of their variants on UBI.
   * @default 10001, with group 0, to which the files of Snyk's images belong
   */
  readonly runAsUser?: number;
  /** Node selector, tolerations, affinity and the like. @default spread over nodes and zones where possible */
  readonly scheduling?: Scheduling;
  /** Annotations of the pods. @default none */
  readonly podAnnotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Labels added to every object. @default none */
  readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A service account that exists already. */
export interface ServiceAccountReference {
  /** Its name, in the namespace of the client. */
  readonly fromServiceAccountName: pulumi.Input<string>;
}

/** A service account to create. */
export interface ServiceAccountOptions {
  /** For cloud identities, for example. @default none */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** The stable Service. */
export interface ServiceOptions {
  /** @default "ClusterIP" */
  readonly type?: pulumi.Input<"ClusterIP" | "NodePort" | "LoadBalancer">;
  /** @default none */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Networks that may use the load balancer, CIDR. @default all */
  readonly loadBalancerSourceRanges?: readonly pulumi.Input<string>[];
}

/** An Ingress to the Service, for webhooks from outside the cluster. */
export interface IngressOptions {
  /** Host at which the SCM reaches the client. */
  readonly host: string;
  /** @default the cluster's default class */
  readonly className?: pulumi.Input<string>;
  /** Name of the Secret with certificate and key. @default none, plain http */
  readonly tlsSecretName?: pulumi.Input<string>;
  /** @default none */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * What may reach the client, and what it may reach.
 * docs/decisions/010-network-policy.md says why the defaults are what they are.
 */
export interface NetworkPolicyOptions {
  /** Who may reach the client's port. @default everybody */
  readonly ingressFrom?: readonly k8s.types.input.networking.v1.NetworkPolicyPeer[];
  /** What the client may reach. It needs DNS, Snyk's API and Broker server on port 443, and the SCM. @default everything */
  readonly egress?: readonly k8s.types.input.networking.v1.NetworkPolicyEgressRule[];
}

/** Options of the pods of an agent. */
export interface AgentPodOptions extends PodOptions {
  /** The pods' service account, for a cloud identity. @default the namespace's default one */
  readonly serviceAccount?: ServiceAccountReference;
  /**
   * Whether nobody can write to the container's own files, but to `/tmp`.
   * @default true for the registry agent, false for the Code Agent, which writes beside its code
   */
  readonly readOnlyRoot?: boolean;
}

/** Options of the Kubernetes objects of a Broker client. */
export interface KubernetesOptions extends PodOptions {
  /**
   * The pods' service account: one of your own, or one to create. The client never calls Kubernetes, and no token
   * is mounted.
   * @default the namespace's default one
   */
  readonly serviceAccount?: ServiceAccountReference | ServiceAccountOptions;
  /**
   * Namespace of all objects.
   * @default the namespace of the Kubernetes provider
   */
  readonly namespace?: pulumi.Input<string>;
  /**
   * Make the namespace, under the "restricted" Pod Security Standard. In a `Broker` with several clients this is
   * what one client asks for, not all.
   * @default false: it exists already
   */
  readonly createNamespace?: boolean;
  /**
   * Name in Kubernetes; the generation and the kind of child are added to it. A DNS label of at most 48 characters.
   * @default `broker-<name>`
   */
  readonly resourceName?: string;
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
  /** Any text; when it changes, the pods roll: for secrets that are kept elsewhere. @default none */
  readonly rolloutTrigger?: pulumi.Input<string>;
  /** Type, annotations and networks of the Service. @default a ClusterIP */
  readonly service?: ServiceOptions;
  /** Reach the client from outside the cluster. @default none */
  readonly ingress?: IngressOptions;
  /** Let node drains stop one pod at a time. @default true when there is more than one replica */
  readonly podDisruptionBudget?: boolean;
  /** Narrow the traffic, or false for no NetworkPolicy. @default only the client's port can be reached */
  readonly networkPolicy?: NetworkPolicyOptions | false;
  /**
   * Name of a SecretProviderClass of the Secrets Store CSI driver: its volume is mounted, so that the driver makes
   * the Secrets that `fromSecretName` names.
   * @default none
   */
  readonly secretProviderClass?: pulumi.Input<string>;
}
