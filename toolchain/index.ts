// The real Pulumi engine with its Kubernetes provider and Node.js hosts, also where the machine has none.
import { join } from "node:path";
import { ensureArtifact, hasArtifact } from "./cache/artifact";
import { cacheRoot } from "./cache/root";
import type { Context } from "./context";
import { isReachable, type Reach } from "./download";
import { ToolchainError } from "./error";
import { installedPulumi } from "./from-path";
import { engineRelease, releaseUrl } from "./from-release";
import { engineFromSource, kubernetesFromSource } from "./from-source";
import { kubernetesFor } from "./kubernetes-provider";
import { seconds, type Log } from "./system/log";
import { release, source } from "./versions";

export { pulumiEnvironment } from "./environment";
export { ToolchainError } from "./error";

export interface Toolchain {
  /** Folders to put in front of PATH, in order. */
  readonly paths: readonly string[];
  /** Where the engine is from: this machine's PATH, Pulumi's official release, or built from source. */
  readonly origin: "path" | "release" | "source";
  /** As `pulumi version` prints it: "v3.220.0". */
  readonly version: string;
}

export interface ToolchainOptions {
  /** Gets each line of progress. @default stderr */
  readonly log?: Log;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Finds a toolchain, or makes one: `pulumi` on PATH, else Pulumi's official release, else one built from source, which
 * takes minutes, once. `PULUMI_SNYK_BROKER_TOOLCHAIN=source` goes straight to the last.
 *
 * @throws ToolchainError when the person at the keyboard has to do something first
 */
export async function ensureToolchain(
  options: ToolchainOptions = {},
  reach: Reach = isReachable,
): Promise<Toolchain> {
  const { env = process.env, log = (line) => console.error(line) } = options;
  const context: Context = { env, log, cache: cacheRoot(env) };
  const start = Date.now();
  const toolchain = await choose(context, reach);
  log(
    `Pulumi ${toolchain.version} (${origins[toolchain.origin]}) is ready after ${seconds(Date.now() - start)}.`,
  );
  return toolchain;
}

const origins = { path: "on PATH", release: "official release", source: "built from source" } as const;

async function choose(context: Context, reach: Reach): Promise<Toolchain> {
  const wish = context.env.PULUMI_SNYK_BROKER_TOOLCHAIN;
  if (wish && wish !== "source") {
    throw new ToolchainError(`PULUMI_SNYK_BROKER_TOOLCHAIN is "${wish}": set it to "source", or not at all.`);
  }
  if (wish) return fromSource(context);
  return (
    (await fromPath(context, reach)) ?? (await fromRelease(context, reach)) ?? (await fromSource(context))
  );
}

async function fromPath(context: Context, reach: Reach): Promise<Toolchain | undefined> {
  const installed = await installedPulumi(context);
  if (!installed) return undefined;
  const kubernetes = await kubernetesFor(installed.pulumi, context, reach);
  return {
    paths: [...new Set([...installed.paths, kubernetes])],
    origin: "path",
    version: installed.version,
  };
}

async function fromRelease(context: Context, reach: Reach): Promise<Toolchain | undefined> {
  const { cache, log } = context;
  const url = releaseUrl();
  if (!url) return undefined;
  const artifact = engineRelease(url, context);
  if (!hasArtifact(cache, artifact)) {
    if (await isBuilt(context)) return undefined; // no need to ask the network
    log(`No pulumi on PATH: asking for the official release ${release.engine} …`);
    if (!(await reach(url))) {
      log("Pulumi's download server does not answer: building from source, which takes minutes, once.");
      return undefined;
    }
  }
  const engine = await ensureArtifact(cache, artifact, log);
  const kubernetes = await kubernetesFor(join(engine, "pulumi"), context, reach);
  return { paths: [engine, kubernetes], origin: "release", version: `v${release.engine}` };
}

async function fromSource(context: Context): Promise<Toolchain> {
  const { cache, log } = context;
  const engine = await ensureArtifact(cache, await engineFromSource(context), log);
  const kubernetes = await ensureArtifact(cache, await kubernetesFromSource(context), log);
  return { paths: [engine, kubernetes], origin: "source", version: source.engine };
}

async function isBuilt(context: Context): Promise<boolean> {
  try {
    return hasArtifact(context.cache, await engineFromSource(context));
  } catch (error) {
    if (error instanceof ToolchainError) return false; // no Go: nothing of ours was built with it
    throw error;
  }
}
