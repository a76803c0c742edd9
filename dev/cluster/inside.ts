/**
 * The part of the cluster that runs in its own namespaces: network, mounts, processes. sandbox.ts starts it, with an IPC
 * channel. Whatever ends it ends all processes of the cluster, and with them their mounts and their network.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter } from "node:path";
import { startControlPlane } from "./control-plane";
import { startRegistry } from "./registry";
import { kubectlFor } from "./kubectl";
import { NODE_ADDRESS, PRIVATE_FOLDERS } from "./layout";
import { startNode } from "./node";
import { startNetwork } from "./network";
import type { Cluster, ClusterOrder, ClusterReport } from "./orders";
import { Processes } from "./processes";

// The channel closes when the parent ends, however it ends.
process.on("disconnect", () => process.exit(1));

process.once("message", (order: ClusterOrder) => {
  bringUp(order).then(
    ({ cluster, processes }) => {
      tell({ up: cluster });
      processes.failure.catch(fail);
      if (order.command) runCommand(order, order.command, cluster);
    },
    (error: unknown) => fail(error),
  );
});

if (!process.connected) process.exit(1);

async function bringUp(order: ClusterOrder): Promise<{ cluster: Cluster; processes: Processes }> {
  const { layout, programs, images, plugins } = order;
  isolate();
  for (const folder of [layout.config, layout.containerd, layout.tmp]) mkdirSync(folder, { recursive: true });
  const env = { ...process.env, PATH: [programs, process.env["PATH"]].filter(Boolean).join(delimiter) };
  const processes = new Processes(layout.logs, env);
  const kubectl = kubectlFor(layout.kubeconfig, env);
  const [identity, registry] = await Promise.all([
    startControlPlane(layout, processes, kubectl),
    startRegistry(images),
  ]);
  const kubelet = await startNode({
    layout,
    processes,
    kubectl,
    plugins,
    registry: registry.url,
    kubeletToken: identity.tokenOf("kubelet"),
  });
  await startNetwork(layout, processes, identity);
  return { cluster: { address: NODE_ADDRESS, kubeconfig: layout.kubeconfig, kubelet }, processes };
}

/** Nothing leaves this network: it has no device but its loopback and those of the pods. */
function isolate(): void {
  const ip = (...args: string[]): unknown => execFileSync("ip", args);
  ip("link", "set", "lo", "up");
  ip("address", "add", `${NODE_ADDRESS}/32`, "dev", "lo");
  ip("route", "add", "default", "via", NODE_ADDRESS, "dev", "lo"); // the kubelet wants one
  for (const folder of PRIVATE_FOLDERS) {
    mkdirSync(folder, { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder]);
  }
}

function runCommand(
  { layout, programs }: ClusterOrder,
  [program = "", ...args]: readonly string[],
  cluster: Cluster,
): void {
  const child = spawn(program, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PATH: [programs, process.env["PATH"]].filter(Boolean).join(delimiter),
      KUBECONFIG: layout.kubeconfig,
      TMPDIR: layout.tmp,
      SNYK_BROKER_CLUSTER: JSON.stringify(cluster),
    },
  });
  process.on("message", (order: { interrupt?: true }) => {
    if (order.interrupt) child.kill("SIGINT");
  });
  child.once("error", fail);
  child.once("exit", (code) => process.exit(code ?? 1));
}

function fail(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  process.send?.({ failed: text } satisfies ClusterReport, () => process.exit(1));
}

function tell(report: ClusterReport): void {
  process.send?.(report);
}
