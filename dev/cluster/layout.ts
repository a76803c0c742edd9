import { join } from "node:path";

/**
 * Addresses of the cluster. They lie in networks reserved for bench tests, and exist inside of its namespace alone.
 * @see https://www.rfc-editor.org/rfc/rfc2544: 198.18.0.0/15
 */
export const NODE_ADDRESS = "198.18.1.1";
export const POD_NETWORK = "198.18.0.0/24";
export const SERVICE_NETWORK = "198.19.0.0/24";

export const API_SERVER = `https://${NODE_ADDRESS}:6443`;
export const ETCD = "http://127.0.0.1:2379";
export const NODE_NAME = "node-1";

/** Folders that every node uses by name. Inside of the cluster's own mounts each is in memory, and its own. */
export const PRIVATE_FOLDERS = ["/run", "/var/log", "/var/lib/kubelet", "/var/lib/cni"] as const;

export const CONTAINERD_SOCKET = "/run/containerd/containerd.sock";

/** Files of one cluster. */
export interface Layout {
  readonly folder: string;
  /** For people and for the commands that run in the cluster. */
  readonly kubeconfig: string;
  /** Configuration, keys and tokens. */
  readonly config: string;
  /** What containerd unpacks. */
  readonly containerd: string;
  readonly logs: string;
  readonly tmp: string;
  /** Runs a command inside, from another terminal. */
  readonly enter: string;
  /** The group of processes that all pods are in. */
  readonly cgroup: string;
}

/** @param id names the cluster among those of this machine */
export function layoutOf(root: string, id: string): Layout {
  const folder = join(root, id);
  return {
    folder,
    kubeconfig: join(folder, "kubeconfig"),
    config: join(folder, "config"),
    containerd: join(folder, "containerd"),
    logs: join(folder, "logs"),
    tmp: join(folder, "tmp"),
    enter: join(folder, "enter"),
    cgroup: `snyk-broker-${id}`,
  };
}
