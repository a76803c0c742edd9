import { execFile } from "node:child_process";
import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ensureArtifact } from "./cache/artifact";
import type { ToolchainContext } from "./context";
import { hostsFromSource } from "./from-source";
import { hosts } from "./hosts/bundle";
import { findExecutable, isExecutable } from "../system/find-executable";

export interface Installation {
  readonly pulumi: string;
  readonly version: string;
  /** Folders of the engine and its hosts. */
  readonly paths: readonly string[];
}

/** The Pulumi that is installed on this machine, with its own hosts, or ours where it came without. */
export async function installedPulumi(context: ToolchainContext): Promise<Installation | undefined> {
  const { env, cache, log } = context;
  const pulumi = findExecutable("pulumi", env, cache);
  if (!pulumi) return undefined;
  const version = await engineVersion(pulumi, env);
  if (!version) {
    log(`${pulumi} does not answer "pulumi version": leaving it aside.`);
    return undefined;
  }
  // Package managers put a link to it on PATH and leave the hosts beside what it links to.
  const own = [...new Set([dirname(pulumi), dirname(realpathSync(pulumi))])];
  const complete = Object.keys(hosts).every(
    (host) => own.some((folder) => isExecutable(join(folder, host))) || findExecutable(host, env, cache),
  );
  return {
    pulumi,
    version,
    paths: complete ? own : [...own, await ensureArtifact(cache, hostsFromSource(), log)],
  };
}

/** @returns what `pulumi version` prints ("v3.248.0"), or undefined when it does not run. */
async function engineVersion(pulumi: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const { stdout } = await promisify(execFile)(pulumi, ["version"], { env: quiet, timeout: 10_000 });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
