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

/** When a probe asks, in seconds, and how often it may fail. Each field replaces ours. */
export type ProbeTimes = Pick<
  k8s.types.input.core.v1.Probe,
  "failureThreshold" | "initialDelaySeconds" | "periodSeconds" | "successThreshold" | "timeoutSeconds"
>;

/** How the kubelet looks after a container. What it asks is ours: a rotation relies on what "ready" means. */
export interface ProbeOptions {
  /** Whether it has started. @default every 5 s, for up to 5 minutes */
  readonly startup?: ProbeTimes;
  /** Whether it is connected, and may be counted on. @default every 5 s; after 3 failures it is not */
  readonly readiness?: ProbeTimes;
  /** Whether it is alive, or false never to restart it. @default every 15 or 20 s; after 4 failures it is restarted */
  readonly liveness?: ProbeTimes | false;
}

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
  /**
   * Node selector, tolerations, affinity and the like. A node selector of your own is added to the one for the processor.
   * @default spread over nodes and zones where possible; on amd64 nodes for Snyk's images, which are for amd64 alone
   */
  readonly scheduling?: Scheduling;
  /** Times of the probes. @default as `ProbeOptions` says */
  readonly probes?: ProbeOptions;
  /** Volumes of the pod beside ours. @default none */
  readonly extraVolumes?: readonly k8s.types.input.core.v1.Volume[];
  /** Where the container has them. @default nowhere */
  readonly extraVolumeMounts?: readonly k8s.types.input.core.v1.VolumeMount[];
  /** Containers beside ours, in the same pod. @default none */
  readonly extraContainers?: readonly k8s.types.input.core.v1.Container[];
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
  /** Port of the Service. @default the container's port */
  readonly port?: number;
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
  /** More hosts that lead to the client. @default none */
  readonly otherHosts?: readonly string[];
  /**
   * Path on these hosts that leads to the client. With another one than the default, give `brokerClientUrl` too.
   * @default "/"
   */
  readonly path?: string;
  /** How the path is compared. @default "Prefix" */
  readonly pathType?: "Exact" | "ImplementationSpecific" | "Prefix";
  /** Paths in front of the client's, on each host, for load balancers that want their actions there. @default none */
  readonly extraPaths?: readonly k8s.types.input.networking.v1.HTTPIngressPath[];
  /** @default the cluster's default class */
  readonly className?: pulumi.Input<string>;
  /** Name of the Secret with certificate and key for all hosts. @default none, plain http */
  readonly tlsSecretName?: pulumi.Input<string>;
  /** @default none */
  readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Labels of the Ingress alone. @default none */
  readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * What may reach a pod, and what it may reach. A client and its agent always reach each other.
 * docs/decisions/010-network-policy.md says why the defaults are what they are.
 */
export interface NetworkPolicyOptions {
  /** Who may reach the pod's port. @default everybody reaches the client, and only the client its agent */
  readonly ingressFrom?: readonly k8s.types.input.networking.v1.NetworkPolicyPeer[];
  /** What it may reach. A client needs DNS, Snyk's API and Broker server on port 443, and the SCM. @default everything */
  readonly egress?: readonly k8s.types.input.networking.v1.NetworkPolicyEgressRule[];
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
  /** Digest of that image, which is then pulled by it: `sha256:…`. @default none, by its tag */
  readonly digest?: pulumi.Input<string>;
  /**
   * Whole image reference, for a mirror; instead of `version` and `digest`.
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
  /** Port on which the client serves webhooks and health checks, inside its container. @default 8000 */
  readonly containerPort?: number;
  /** Path of the client's health check, which the readiness probe asks. @default "/healthcheck" */
  readonly healthCheckPath?: string;
  /** Type, port, annotations and networks of the Service. @default a ClusterIP on the container's port */
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
