import { createRequire } from "node:module";
import { join } from "node:path";
import { runCluster } from "../cluster/run";
import { seconds } from "../system/progress";
import { kubernetesVersion } from "../toolchain/kubernetes-programs";
import type { Options } from "./options";

/** Brings a cluster up, and runs the quickstart inside, where its pods can reach it. @returns the exit code */
export function onOwnCluster({ rotate }: Options): Promise<number> {
  const start = Date.now();
  const quickstart = [process.execPath, "--import", createRequire(__filename).resolve("tsx")];
  const again = [...quickstart, join(__dirname, "main.ts"), ...(rotate ? [] : ["--no-rotate"])];
  return runCluster({
    command: ["sh", "-c", 'exec "$@" --kubeconfig "$KUBECONFIG"', "quickstart", ...again],
    onUp: () =>
      console.log(
        `Kubernetes ${kubernetesVersion}, of one node, is up after ${seconds(Date.now() - start)}.\n`,
      ),
  });
}
