import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { KubernetesProvider, Toolchain } from "./context";

/**
 * Environment for running `pulumi` without an account: PATH, PULUMI_HOME, file backend, passphrase, no update check.
 * A passphrase of the caller's own environment stays.
 *
 * @param home folder of the caller's that gets plugins, settings and state
 */
export function pulumiEnvironment(toolchain: Toolchain, home: string): NodeJS.ProcessEnv {
  const state = join(home, "state");
  mkdirSync(state, { recursive: true }); // the file backend wants a folder that exists
  const plugin = toolchain.kubernetes;
  if (plugin) installPlugin(plugin, home);
  const paths = toolchain.paths.filter((folder) => folder !== plugin?.folder);
  return {
    ...process.env,
    PATH: [...paths, process.env.PATH].filter(Boolean).join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: process.env.PULUMI_CONFIG_PASSPHRASE ?? "pulumi-snyk-broker",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

/**
 * The same, for programs in TypeScript that are to reach no cluster but those they name: never the one that this shell
 * happens to point to.
 */
export function rehearsalEnvironment(toolchain: Toolchain, home: string): NodeJS.ProcessEnv {
  return {
    ...pulumiEnvironment(toolchain, home),
    // Types are checked by the editor and by `npm run lint`; here they would cost seconds at every command.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    KUBECONFIG: join(home, "no-kubeconfig"),
  };
}

/** Links the provider into `home` as an installed plugin: one on PATH works too, but with a warning in every run. */
function installPlugin({ folder, version }: KubernetesProvider, home: string): void {
  const plugin = join(home, "plugins", `resource-kubernetes-v${version}`);
  mkdirSync(plugin, { recursive: true });
  const link = join(plugin, "pulumi-resource-kubernetes");
  rmSync(link, { force: true }); // an earlier toolchain's, maybe
  symlinkSync(join(folder, "pulumi-resource-kubernetes"), link);
}
