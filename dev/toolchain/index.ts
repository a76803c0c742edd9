// The real Pulumi engine with its Kubernetes provider and Node.js hosts, also where the machine has none.
import { join } from "node:path";
import { cacheRoot, ensureArtifact, hasArtifact } from "./cache/artifact";
import type { ToolchainContext, KubernetesProvider, Toolchain } from "./context";
import { internet, type Network } from "./download";
import { ToolchainError } from "../system/error";
import { installedPulumi } from "./from-path";
import { engineRelease, releaseUrl } from "./from-release";
import { engineFromSource, isBuilt } from "./from-source";
import { builtKubernetes, kubernetesFor } from "./kubernetes-provider";
import { seconds, type Log } from "../system/progress";
import { release, source } from "./versions";

export type { Toolchain } from "./context";
export { pulumiEnvironment, rehearsalEnvironment } from "./environment";
export { ToolchainError } from "../system/error";

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
  network: Network = internet,
): Promise<Toolchain> {
  const { env = process.env, log = (line) => console.error(line) } = options;
  const context: ToolchainContext = { env, log, cache: cacheRoot(env) };
  const start = Date.now();
  const toolchain = await choose(context, network);
  log(
    `Pulumi ${toolchain.version} (${origins[toolchain.origin]}) is ready after ${seconds(Date.now() - start)}.`,
  );
  return toolchain;
}

const origins = { path: "on PATH", release: "official release", source: "built from source" } as const;

async function choose(context: ToolchainContext, network: Network): Promise<Toolchain> {
  const wish = context.env.PULUMI_SNYK_BROKER_TOOLCHAIN;
  if (wish && wish !== "source") {
    throw new ToolchainError(`PULUMI_SNYK_BROKER_TOOLCHAIN is "${wish}": set it to "source", or not at all.`);
  }
  if (wish) return fromSource(context);
  return (
    (await fromPath(context, network)) ?? (await fromRelease(context, network)) ?? (await fromSource(context))
  );
}

async function fromPath(context: ToolchainContext, network: Network): Promise<Toolchain | undefined> {
  const installed = await installedPulumi(context);
  if (!installed) return undefined;
  const kubernetes = await kubernetesFor(installed.pulumi, context, network);
  return assemble("path", installed.version, installed.paths, kubernetes);
}

async function fromRelease(context: ToolchainContext, network: Network): Promise<Toolchain | undefined> {
  const { cache, log } = context;
  const url = releaseUrl();
  if (!url) return undefined;
  const artifact = engineRelease(url, context, network);
  if (!hasArtifact(cache, artifact)) {
    // What was built earlier is good, and needs no network.
    if (await isBuilt(cache, () => engineFromSource(context))) return undefined;
    log(`No pulumi on PATH: asking for the official release ${release.engine} …`);
    if (!(await network.reach(url))) {
      log("Pulumi's download server does not answer: building from source, which takes minutes, once.");
      return undefined;
    }
  }
  let engine: string;
  try {
    engine = await ensureArtifact(cache, artifact, log);
  } catch (error) {
    log(`The release could not be used, so Pulumi is built from source: ${(error as Error).message}`);
    return undefined;
  }
  const kubernetes = await kubernetesFor(join(engine, "pulumi"), context, network);
  return assemble("release", `v${release.engine}`, [engine], kubernetes);
}

async function fromSource(context: ToolchainContext): Promise<Toolchain> {
  const { cache, log } = context;
  const engine = await ensureArtifact(cache, await engineFromSource(context), log);
  return assemble("source", source.engine, [engine], await builtKubernetes(context));
}

function assemble(
  origin: Toolchain["origin"],
  version: string,
  engine: readonly string[],
  kubernetes: KubernetesProvider,
): Toolchain {
  const paths = [...new Set([...engine, kubernetes.folder])];
  return { paths, origin, version, ...(kubernetes.version ? { kubernetes } : {}) };
}
