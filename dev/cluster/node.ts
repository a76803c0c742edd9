import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../system/until";
import { flags } from "./flags";
import { authorityOf, writeKubeconfig } from "./identity";
import { PAUSE } from "./pause-image";
import type { Kubectl } from "./kubectl";
import { CONTAINERD_SOCKET, type Layout, NODE_ADDRESS, NODE_NAME, POD_NETWORK } from "./layout";
import type { Processes } from "./processes";

export interface NodeOptions {
  readonly layout: Layout;
  readonly processes: Processes;
  readonly kubectl: Kubectl;
  /** Address of the registry in place of Docker Hub. */
  readonly registry: string;
  /** Folder of the network's plugins. */
  readonly plugins: string;
  readonly kubeletToken: string;
}

interface NodeObject {
  readonly spec: { readonly taints?: readonly object[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Starts containerd and the kubelet. @returns the kubelet's process id, when the node is ready */
export async function startNode(options: NodeOptions): Promise<number> {
  const { layout, processes, kubectl, kubeletToken } = options;
  startContainerd(options);
  for (const folder of cgroupFolders(layout.cgroup)) makeGroup(folder);
  await until("containerd answers", () => existsSync(CONTAINERD_SOCKET), processes.patience);
  const kubeconfig = join(layout.config, "kubelet.kubeconfig");
  writeKubeconfig(kubeconfig, kubeletToken, authorityOf(readFileSync(layout.kubeconfig, "utf8")));
  const config = writeJson(layout, "kubelet.json", kubeletConfig(layout));
  const { pid } = processes.start(
    "kubelet",
    flags({
      config,
      kubeconfig,
      "cert-dir": "/run/kubelet-certificates",
      "node-ip": NODE_ADDRESS,
      "hostname-override": NODE_NAME,
    }),
  );
  const takesPods = async (): Promise<boolean> => {
    const node = await kubectl(["get", "node", NODE_NAME, "--output", "json"]);
    const { status, spec } = JSON.parse(node) as NodeObject;
    const ready = status.conditions?.find(({ type }) => type === "Ready")?.status === "True";
    return ready && (spec.taints ?? []).length === 0;
  };
  await until("the node takes pods", takesPods, processes.patience);
  return pid ?? -1;
}

function startContainerd({ layout, processes, registry, plugins }: NodeOptions): void {
  const network = join(layout.config, "net.d");
  mkdirSync(network, { recursive: true });
  writeFileSync(join(network, "pods.conflist"), JSON.stringify(POD_NETWORK_CONFIG));
  const mirror = join(layout.config, "certs.d", "docker.io");
  mkdirSync(mirror, { recursive: true });
  const host = `[host."${registry}"]\n  capabilities = ["pull", "resolve"]\n`;
  writeFileSync(join(mirror, "hosts.toml"), `server = "${registry}"\n${host}`);
  const file = join(layout.config, "containerd.toml");
  writeFileSync(file, containerdConfig(layout, network, plugins));
  processes.start("containerd", ["--config", file]);
}

const POD_NETWORK_CONFIG = {
  cniVersion: "0.4.0",
  name: "pods",
  plugins: [
    {
      type: "ptp",
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: POD_NETWORK }]],
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: "/run/pod-addresses",
      },
    },
  ],
};

function containerdConfig({ containerd, config }: Layout, network: string, plugins: string): string {
  // Where even root may not lower it, no pod would start without the line about oom scores.
  return `version = 2
root = "${containerd}"
state = "/run/containerd"
[grpc]
  address = "${CONTAINERD_SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/${PAUSE}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${network}"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${join(config, "certs.d")}"
`;
}

function kubeletConfig({ cgroup, config }: Layout): object {
  const resolver = join(config, "resolv.conf");
  writeFileSync(resolver, `nameserver ${NODE_ADDRESS}\n`); // nobody answers: names are not for this cluster
  const never = Object.fromEntries(
    ["imagefs.available", "memory.available", "nodefs.available", "nodefs.inodesFree"].map((name) => [
      name,
      "0%",
    ]),
  );
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: "AlwaysAllow" },
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${cgroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    enforceNodeAllocatable: [],
    evictionHard: never, // the disk of a busy machine is no reason to end pods
    imageGCHighThresholdPercent: 100,
    makeIPTablesUtilChains: false,
    resolvConf: resolver,
    serializeImagePulls: false,
    volumePluginDir: "/run/kubelet-plugins",
  };
}

function writeJson({ config }: Layout, name: string, content: object): string {
  const file = join(config, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

/** All pods together would else get as much of a busy machine as one process of somebody else's. */
function makeGroup(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, share] of Object.entries({ "cpu.shares": "4096", "cpu.weight": "400" })) {
    if (existsSync(join(folder, file))) writeFileSync(join(folder, file), share);
  }
}

/** The folders of a group of processes: one for each controller with cgroup v1, one in all with v2. */
export function cgroupFolders(cgroup: string): string[] {
  const root = "/sys/fs/cgroup";
  if (existsSync(join(root, "cgroup.controllers"))) return [join(root, cgroup)];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, "cgroup.procs")))
    .map(({ name }) => join(root, name, cgroup));
}
