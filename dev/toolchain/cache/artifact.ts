import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { seconds, type Log } from "../../system/progress";
import { explainFullDisk } from "./disk";
import { withLock, type LockWorld } from "./lock";

/** Something expensive to make and then kept: a folder in the cache. */
export interface Artifact {
  /** Short name, part of the folder's. */
  readonly name: string;
  /** What it is, for people: "the Pulumi engine v3.220.0". */
  readonly title: string;
  /** @see cacheKey */
  readonly key: string;
  /** Fills an empty folder. Called once, by one process, and never on top of a half-finished attempt. */
  make(folder: string): Promise<void>;
}

/** Where built and downloaded tools stay, outside any checkout so that all checkouts share them. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  if (env.PULUMI_SNYK_BROKER_CACHE) return resolve(env.PULUMI_SNYK_BROKER_CACHE);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "pulumi-snyk-broker");
}

export function artifactFolder(root: string, artifact: Pick<Artifact, "name" | "key">): string {
  return join(root, `${artifact.name}-${artifact.key}`);
}

/** Whether the artifact is there already. A folder of that name is a finished one: it got there by a rename. */
export function hasArtifact(root: string, artifact: Pick<Artifact, "name" | "key">): boolean {
  return existsSync(artifactFolder(root, artifact));
}

/** @returns the artifact's folder, made first if need be. */
export async function ensureArtifact(
  root: string,
  artifact: Artifact,
  log: Log,
  world?: LockWorld,
): Promise<string> {
  const folder = artifactFolder(root, artifact);
  if (hasArtifact(root, artifact)) return folder;
  const onWait = (holder: number, waitedMs: number): void =>
    log(`Waiting for process ${holder}, which is making ${artifact.title} (${seconds(waitedMs)}) …`);
  await withLock(`${folder}.lock`, () => makeOnce(root, artifact, folder), {
    onWait,
    ...(world ? { world } : {}),
  });
  return folder;
}

async function makeOnce(root: string, artifact: Artifact, folder: string): Promise<void> {
  if (hasArtifact(root, artifact)) return; // made by the process that held the lock
  const unfinished = `${folder}.unfinished-`;
  for (const name of readdirSync(root)) {
    if (join(root, name).startsWith(unfinished)) rmSync(join(root, name), { recursive: true, force: true });
  }
  const attempt = `${unfinished}${process.pid}`;
  mkdirSync(attempt);
  try {
    await artifact.make(attempt);
    renameSync(attempt, folder);
  } catch (error) {
    // Two at once can happen after a machine slept (see withLock): the first one's folder is as good.
    if (!hasArtifact(root, artifact)) throw explainFullDisk(error, artifact.title, root);
  } finally {
    rmSync(attempt, { recursive: true, force: true });
  }
}
