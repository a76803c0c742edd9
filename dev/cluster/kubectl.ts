import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs kubectl. @returns what it printed */
export type Kubectl = (args: readonly string[]) => Promise<string>;

/** @param env has the folder of kubectl on its PATH */
export function kubectlFor(kubeconfig: string, env: NodeJS.ProcessEnv): Kubectl {
  return async (args) => {
    const { stdout } = await promisify(execFile)("kubectl", ["--kubeconfig", kubeconfig, ...args], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  };
}
