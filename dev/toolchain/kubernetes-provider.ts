import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ensureArtifact, hasArtifact, type Artifact } from "./cache/artifact";
import type { ToolchainContext, KubernetesProvider } from "./context";
import type { Network } from "./download";
import { isBuilt, kubernetesFromSource } from "./from-source";
import { findExecutable, isExecutable } from "../system/find-executable";
import { withProgress } from "../system/progress";
import { run } from "../system/run";
import { release, source } from "./versions";

const executable = "pulumi-resource-kubernetes";

/**
 * A Kubernetes provider for an engine that is not ours: on PATH, installed as a plugin, downloaded by
 * that engine, or built.
 */
export async function kubernetesFor(
  pulumi: string,
  context: ToolchainContext,
  network: Network,
): Promise<KubernetesProvider> {
  const { env, cache, log } = context;
  const onPath = findExecutable(executable, env, cache);
  if (onPath) return { folder: dirname(onPath) };
  const plugin = installedPlugin(env.PULUMI_HOME ?? join(env.HOME ?? homedir(), ".pulumi"));
  if (plugin) return plugin;

  const download = pluginDownload(pulumi, context);
  if (
    hasArtifact(cache, download) ||
    (!(await isBuilt(context.cache, () => kubernetesFromSource(context))) &&
      (await network.reach(pluginUrl())))
  ) {
    try {
      const downloaded = installedPlugin(await ensureArtifact(cache, download, log));
      if (downloaded) return downloaded;
    } catch (error) {
      log(`The Kubernetes provider is built from source: ${(error as Error).message}`);
    }
  }
  return builtKubernetes(context);
}

/** The Kubernetes provider that is built from source. */
export async function builtKubernetes(context: ToolchainContext): Promise<KubernetesProvider> {
  const artifact = await kubernetesFromSource(context);
  return { folder: await ensureArtifact(context.cache, artifact, context.log), version: source.kubernetes };
}

/** The newest Kubernetes plugin of major version 4 in a PULUMI_HOME. */
function installedPlugin(home: string): KubernetesProvider | undefined {
  const folder = join(home, "plugins");
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .map((name) => ({
      folder: join(folder, name),
      version: /^resource-kubernetes-v(4\.\d+\.\d+)$/.exec(name)?.[1] ?? "",
    }))
    .filter((plugin) => plugin.version && isExecutable(join(plugin.folder, executable)))
    .sort((a, b) => b.version.localeCompare(a.version, "en", { numeric: true }))[0];
}

function pluginUrl(): string {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  return `https://get.pulumi.com/releases/plugins/${executable}-v${release.kubernetes}-${process.platform}-${cpu}.tar.gz`;
}

function pluginDownload(pulumi: string, { env, cache, log }: ToolchainContext): Artifact {
  const title = `the Kubernetes provider ${release.kubernetes}`;
  return {
    name: "kubernetes-plugin",
    title,
    key: `${release.kubernetes}-${process.platform}-${process.arch}`,
    make: (home) =>
      withProgress(log, `Downloading ${title}`, () =>
        run(pulumi, ["plugin", "install", "resource", "kubernetes", release.kubernetes], {
          title: `downloading ${title}`,
          cwd: home,
          env: { ...env, PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: "true" },
          logFile: join(cache, "logs", "kubernetes-plugin.log"),
          timeoutMs: 300_000,
        }),
      ),
  };
}
