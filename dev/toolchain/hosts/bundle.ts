import { chmod } from "node:fs/promises";
import { join } from "node:path";

/** The folder of this file: all that the hosts are made from. */
export const hostSources = __dirname;

/** Our hosts, by the names under which the engine looks for them beside itself and on PATH. */
export const hosts = {
  "pulumi-language-nodejs": "language-host.ts",
  "pulumi-resource-pulumi-nodejs": "dynamic-provider-host.ts",
  "pulumi-analyzer-policy": "policy-host.ts",
} as const;

/**
 * Writes the hosts into `folder` as executables that need nothing but `node`: they have to start where no package is
 * installed yet (`pulumi install`), and in projects of any package manager's layout.
 */
export async function bundleHosts(folder: string): Promise<void> {
  // Only a build needs it, and loading it takes longer than all else that a warm start does.
  const { build } = await import("esbuild");
  for (const [name, entry] of Object.entries(hosts)) {
    const outfile = join(folder, name);
    await build({
      entryPoints: [join(hostSources, entry)],
      outfile,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "cjs",
      banner: { js: "#!/usr/bin/env node" },
      logLevel: "silent",
    });
    await chmod(outfile, 0o755);
  }
}
