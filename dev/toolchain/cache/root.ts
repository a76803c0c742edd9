import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where built and downloaded tools stay, outside any checkout so that all checkouts share them. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  if (env.PULUMI_SNYK_BROKER_CACHE) return resolve(env.PULUMI_SNYK_BROKER_CACHE);
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), ".cache"), "pulumi-snyk-broker");
}
