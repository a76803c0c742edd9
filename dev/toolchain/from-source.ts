import { join } from "node:path";
import { cacheKey } from "./cache/key";
import { hasArtifact, type Artifact } from "./cache/artifact";
import type { ToolchainContext } from "./context";
import { ToolchainError } from "../system/error";
import { findGo } from "./go";
import { goBuild, goPrograms } from "./go-build";
import { bundleHosts, hostSources } from "./hosts/bundle";
import { goSources, release, source } from "./versions";

/** The engine with both hosts beside it: where it expects them, and uses them without a warning. */
export async function engineFromSource({ env, cache, log }: ToolchainContext): Promise<Artifact> {
  const go = await findGo(env, source.go);
  const key = cacheKey({
    sources: [goSources, hostSources],
    facts: { ...platform, go: go.version, program: JSON.stringify(goPrograms.pulumi), sdk: release.engine },
  });
  return {
    name: "engine",
    title: goPrograms.pulumi.title,
    key,
    make: async (folder) => {
      await bundleHosts(folder);
      await goBuild(folder, "pulumi", { go, log, logFile: join(cache, "logs", `engine-${key}.log`) });
    },
  };
}

export async function kubernetesFromSource({ env, cache, log }: ToolchainContext): Promise<Artifact> {
  const go = await findGo(env, source.go);
  const program = goPrograms["pulumi-resource-kubernetes"];
  const key = cacheKey({
    sources: [goSources],
    facts: { ...platform, go: go.version, program: JSON.stringify(program) },
  });
  return {
    name: "kubernetes",
    title: program.title,
    key,
    make: (folder) =>
      goBuild(folder, "pulumi-resource-kubernetes", {
        go,
        log,
        logFile: join(cache, "logs", `kubernetes-${key}.log`),
      }),
  };
}

/** Our two hosts alone, for an engine that came without them. */
export function hostsFromSource(): Artifact {
  return {
    name: "hosts",
    title: "the Node.js hosts",
    key: cacheKey({ sources: [hostSources], facts: { sdk: release.engine } }),
    make: (folder) => bundleHosts(folder),
  };
}

/** Whether something was built earlier, with the sources and the Go of now. */
export async function isBuilt(cache: string, artifact: () => Promise<Artifact>): Promise<boolean> {
  try {
    return hasArtifact(cache, await artifact());
  } catch (error) {
    if (error instanceof ToolchainError) return false; // no Go
    throw error;
  }
}

const platform = { os: process.platform, cpu: process.arch };
