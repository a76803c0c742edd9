import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ToolchainError } from "../toolchain";
import { findExecutable } from "../system/find-executable";
import type { Log } from "../system/progress";
import { withProgress } from "../system/progress";
import { run } from "../system/run";

/** Where Debian's and other systems' packages put the plugins of the container network. */
const PLUGIN_FOLDERS = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];

const PLUGINS = ["ptp", "host-local", "loopback"];

/** Programs of the node, and the Debian package of each. */
const PACKAGES: Readonly<Record<string, string>> = {
  containerd: "containerd",
  runc: "runc",
  ip: "iproute2",
  ipset: "ipset",
  iptables: "iptables",
  mount: "mount",
  unshare: "util-linux",
  nsenter: "util-linux",
};

const PLUGIN_PACKAGE = "containernetworking-plugins";

/** @returns why this machine can never run the cluster, as a sentence; undefined when it can. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux") return "A Kubernetes node needs Linux; this machine has none.";
  if (process.getuid?.() !== 0) return "A Kubernetes node needs root: run it as root.";
  const tried = spawnSync(
    "unshare",
    ["--net", "--mount", "--pid", "--uts", "--fork", "--mount-proc", "true"],
    {
      encoding: "utf8",
    },
  );
  if (tried.error) return "A Kubernetes node needs the program unshare of util-linux.";
  if (tried.status !== 0) {
    return `A Kubernetes node needs namespaces of its own, which this machine does not give: ${tried.stderr.trim()}`;
  }
  return undefined;
}

/** Installs what is missing, where the system is Debian's or a relative. @throws ToolchainError with the names otherwise */
export async function ensureNodePrograms(env: NodeJS.ProcessEnv, log: Log, logFile: string): Promise<void> {
  const wanted = missingPackages(env);
  if (wanted.length === 0) return;
  if (findExecutable("apt-get", env) === undefined) {
    throw new ToolchainError(
      `The node needs programs that this machine lacks: install ${wanted.join(", ")}.`,
    );
  }
  const quiet = { cwd: "/", env: { ...env, DEBIAN_FRONTEND: "noninteractive" }, logFile };
  await withProgress(log, `Installing ${wanted.join(", ")}`, async () => {
    await run("apt-get", ["update"], { title: "updating the lists of packages", ...quiet });
    const install = ["install", "--yes", "--no-install-recommends", ...wanted];
    await run("apt-get", install, { title: `installing ${wanted.join(", ")}`, ...quiet });
  });
  const still = missingPackages(env);
  if (still.length > 0) throw new ToolchainError(`${still.join(", ")} did not bring what the node needs.`);
}

/** Folder of the network's plugins. */
export function pluginFolder(): string {
  const found = PLUGIN_FOLDERS.find((folder) => PLUGINS.every((plugin) => existsSync(join(folder, plugin))));
  if (found === undefined) throw new ToolchainError(`Install ${PLUGIN_PACKAGE}.`);
  return found;
}

function missingPackages(env: NodeJS.ProcessEnv): string[] {
  const programs = Object.entries(PACKAGES).filter(([program]) => findExecutable(program, env) === undefined);
  const plugins = PLUGIN_FOLDERS.some((folder) =>
    PLUGINS.every((plugin) => existsSync(join(folder, plugin))),
  );
  return [...new Set([...programs.map(([, name]) => name), ...(plugins ? [] : [PLUGIN_PACKAGE])])];
}
