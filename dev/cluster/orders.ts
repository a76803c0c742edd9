import type { Layout } from "./layout";

/** What the part inside of the namespaces is told to do. */
export interface ClusterOrder {
  readonly layout: Layout;
  /** Folder of Kubernetes' programs. */
  readonly programs: string;
  /** Folders of images. */
  readonly images: readonly string[];
  /** Folder of the network's plugins. */
  readonly plugins: string;
  /** Runs as soon as the cluster is up; the cluster ends with it. @default it runs until it is stopped */
  readonly command?: readonly string[];
}

/** A cluster that is up, as it is seen from inside. Commands find it as JSON in `SNYK_BROKER_CLUSTER`. */
export interface Cluster {
  /** Address at which pods reach what runs inside beside them. */
  readonly address: string;
  readonly kubeconfig: string;
  /** Process id of the kubelet. */
  readonly kubelet: number;
}

/** What the part inside has to say. */
export type ClusterReport = { readonly up: Cluster } | { readonly failed: string };
