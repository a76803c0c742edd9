// The parts of a Kubernetes, built from the Go modules of dev/toolchain/kubernetes.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Artifact, cacheRoot, ensureArtifact } from "./cache/artifact";
import { checkDisk } from "./cache/disk";
import { cacheKey } from "./cache/key";
import type { ToolchainContext } from "./context";
import { ToolchainError } from "../system/error";
import { findGo, type Go } from "./go";
import { compile, type GoProgram } from "./go-build";
import { readGoMod } from "./go-mod";
import type { ToolchainOptions } from "./index";
import { withProgress } from "../system/progress";
import { run } from "../system/run";

const sources = join(__dirname, "kubernetes");

const goMod = readGoMod(sources);

/** The version of Kubernetes that go.mod names: "v1.33.13". */
export const kubernetesVersion = goMod.version("k8s.io/kubernetes");

const oldestGo = goMod.go;

const kubernetes: GoProgram = {
  title: `Kubernetes ${kubernetesVersion}`,
  package: ".",
  stamp: versionStamp(kubernetesVersion),
};

const pause: GoProgram = { title: "the process that holds a pod", package: "./pause", stamp: "" };

/** Names under which the one program is called. */
const names = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-proxy",
  "kube-router",
  "kube-scheduler",
  "kubectl",
  "kubelet",
] as const;

/**
 * @returns a folder with etcd, Kubernetes' programs, kubectl, kube-router and pause, built first if need be, which takes
 *   minutes, once
 * @throws ToolchainError without Go
 */
export async function ensureKubernetes(options: ToolchainOptions = {}): Promise<string> {
  const { env = process.env, log = (line) => console.error(line) } = options;
  const context: ToolchainContext = { env, log, cache: cacheRoot(env) };
  return ensureArtifact(context.cache, await kubernetesPrograms(context), log);
}

async function kubernetesPrograms({ env, cache, log }: ToolchainContext): Promise<Artifact> {
  const go = await goFor(env);
  const key = cacheKey({
    sources: [sources],
    facts: {
      os: process.platform,
      cpu: process.arch,
      go: go.version,
      programs: JSON.stringify([kubernetes, pause, names]),
    },
  });
  return {
    name: "kubernetes-node",
    title: kubernetes.title,
    key,
    make: async (folder) => {
      const logFile = join(cache, "logs", `kubernetes-node-${key}.log`);
      const build = { go, log, logFile };
      // Measured with all of Go's caches empty, and a little more.
      checkDisk("building Kubernetes from source", [
        { folder: go.folders.modules, bytes: 1.5e9 },
        { folder: go.folders.builds, bytes: 2e9 },
        { folder: go.folders.scratch, bytes: 0.7e9 },
        { folder, bytes: 0.3e9 },
      ]);
      const download = { title: "downloading Go modules", cwd: sources, env: go.env, logFile };
      await withProgress(log, "Downloading Go modules", () =>
        run("go", ["list", "-deps", "-f", "{{with .Module}}{{end}}", "./..."], download),
      );
      await compile(sources, join(folder, "pause"), pause, build);
      await compile(sources, join(folder, "kubernetes"), kubernetes, build);
      for (const name of names) symlinkSync("kubernetes", join(folder, name));
    },
  };
}

async function goFor(env: NodeJS.ProcessEnv): Promise<Go> {
  try {
    return await findGo(env, oldestGo);
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    throw new ToolchainError(
      `The cluster's Kubernetes is built from source: install Go ${oldestGo} or newer (https://go.dev/dl).`,
    );
  }
}

function versionStamp(version: string): string {
  const [major, minor] = version.replace(/^v/, "").split(".");
  const values = { gitVersion: version, gitMajor: major, gitMinor: minor };
  return Object.entries(values)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(" ");
}
