// A real Kubernetes of one node on this machine, from packages and source alone.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { ToolchainError } from "../toolchain";
import { type Artifact, cacheRoot, ensureArtifact } from "../toolchain/cache/artifact";
import { ensureKubernetes } from "../toolchain/kubernetes-programs";
import type { Log } from "../system/progress";
import { clientImages } from "./image/client-images";
import { pauseImage } from "./pause-image";
import { NEWEST, OLDEST } from "./client-versions";
import { layoutOf, type Layout } from "./layout";
import { removeLeftovers } from "./leftovers";
import { ensureNodePrograms, obstacle, pluginFolder } from "./machine";
import type { ClusterOrder } from "./orders";
import { registryAgentImage } from "./registry-agent/image";
import { openSandbox, type Sandbox } from "./sandbox";

export { obstacle } from "./machine";

export interface ClusterOptions {
  /** Runs inside as soon as the cluster is up; the cluster ends with it. @default it runs until it is interrupted */
  readonly command?: readonly string[];
  /** Gets each line of progress. @default stderr */
  readonly log?: Log;
}

export interface RunningCluster extends Sandbox {
  readonly layout: Layout;
}

/**
 * Builds or finds what the cluster is made of, and brings it up.
 * @throws ToolchainError when the person at the keyboard has to do something first
 */
export async function startCluster({ command, log = say }: ClusterOptions = {}): Promise<RunningCluster> {
  const problem = obstacle();
  if (problem !== undefined) throw new ToolchainError(problem);
  const root = join(cacheRoot(process.env), "clusters");
  await removeLeftovers(root);
  const parts = await ensureParts(log);
  const layout = layoutOf(root, randomBytes(4).toString("hex"));
  const order: ClusterOrder = { layout, ...parts, ...(command && { command }) };
  return { layout, ...(await openSandbox(order)) };
}

async function ensureParts(log: Log): Promise<Pick<ClusterOrder, "programs" | "images" | "plugins">> {
  const context = { env: process.env, log, cache: cacheRoot(process.env) };
  await ensureNodePrograms(process.env, log, join(context.cache, "logs", "node-programs.log"));
  const programs = await ensureKubernetes({ log });
  const ensure = (artifact: Artifact): Promise<string> => ensureArtifact(context.cache, artifact, log);
  const newest = await ensure(clientImages(NEWEST, context));
  const images = [newest];
  for (const artifact of [
    pauseImage(programs),
    clientImages(OLDEST, context),
    registryAgentImage(NEWEST, newest),
  ])
    images.push(await ensure(artifact));
  return { programs, images, plugins: pluginFolder() };
}

function say(line: string): void {
  console.error(line);
}
