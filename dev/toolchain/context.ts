import type { Log } from "../system/progress";

/** What every step of finding or making a toolchain needs to know. */
export interface ToolchainContext {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Where what is made is kept. @see cacheRoot */
  readonly cache: string;
}

/** A Pulumi that can run. */
export interface Toolchain {
  /** Folders to put in front of PATH, in order. */
  readonly paths: readonly string[];
  /** Where the engine is from: this machine's PATH, Pulumi's official release, or built from source. */
  readonly origin: "path" | "release" | "source";
  /** As `pulumi version` prints it: "v3.220.0". */
  readonly version: string;
  /** The Kubernetes provider in one of those folders, if it is of a known version. */
  readonly kubernetes?: KubernetesProvider;
}

export interface KubernetesProvider {
  readonly folder: string;
  /** Unknown for one that was on PATH. */
  readonly version?: string;
}
