import type { Log } from "./system/log";

/** What every step of finding or making a toolchain needs to know. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Where what is made is kept. @see cacheRoot */
  readonly cache: string;
}
