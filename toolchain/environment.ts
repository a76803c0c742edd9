import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Toolchain } from "./index";

/**
 * Environment for running `pulumi` without an account: PATH, PULUMI_HOME, file backend, passphrase, no update check.
 * A passphrase of the caller's own environment stays.
 *
 * @param home folder of the caller's that gets plugins, settings and state
 */
export function pulumiEnvironment(toolchain: Toolchain, home: string): NodeJS.ProcessEnv {
  const state = join(home, "state");
  mkdirSync(state, { recursive: true }); // the file backend wants a folder that exists
  return {
    ...process.env,
    PATH: [...toolchain.paths, process.env.PATH].filter(Boolean).join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: process.env.PULUMI_CONFIG_PASSPHRASE ?? "pulumi-snyk-broker",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}
