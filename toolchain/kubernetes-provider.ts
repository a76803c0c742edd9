import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ensureArtifact, hasArtifact, type Artifact } from "./cache/artifact";
import type { Context } from "./context";
import { isReachable, type Reach } from "./download";
import { kubernetesFromSource } from "./from-source";
import { findExecutable, isExecutable } from "./system/find-executable";
import { withProgress } from "./system/progress";
import { run } from "./system/run";
import { release } from "./versions";

const executable = "pulumi-resource-kubernetes";

/**
 * The folder of a Kubernetes provider for an engine that is not ours: on PATH, installed as a plugin, downloaded by
 * that engine, or built.
 */
export async function kubernetesFor(
  pulumi: string,
  context: Context,
  reach: Reach = isReachable,
): Promise<string> {
  const { env, cache, log } = context;
  const onPath = findExecutable(executable, env, cache);
  if (onPath) return dirname(onPath);
  const plugin = installedPlugin(env.PULUMI_HOME ?? join(env.HOME ?? homedir(), ".pulumi"));
  if (plugin) return plugin;

  const download = pluginDownload(pulumi, context);
  if (hasArtifact(cache, download) || (await reach(pluginUrl()))) {
    const home = await ensureArtifact(cache, download, log);
    const downloaded = installedPlugin(home);
    if (downloaded) return downloaded;
  }
  return ensureArtifact(cache, await kubernetesFromSource(context), log);
}

/** The folder of the newest Kubernetes plugin of major version 4 below a PULUMI_HOME. */
export function installedPlugin(home: string): string | undefined {
  const folder = join(home, "plugins");
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((name) => /^resource-kubernetes-v4\.\d+\.\d+$/.test(name))
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((name) => join(folder, name))
    .find((plugin) => isExecutable(join(plugin, executable)));
}

function pluginUrl(): string {
  const cpu = process.arch === "x64" ? "amd64" : process.arch;
  return `https://get.pulumi.com/releases/plugins/${executable}-v${release.kubernetes}-${process.platform}-${cpu}.tar.gz`;
}

function pluginDownload(pulumi: string, { env, cache, log }: Context): Artifact {
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
