import { join } from "node:path";
import { addressTowards, apiServer } from "./kubeconfig";
import { forward } from "./forward";
import type { Lifetime } from "./lifetime";
import { PROJECT } from "./pulumi";
import type { QuickstartReport } from "./report";
import type { Target } from "./target";
import type { World } from "./world";

/**
 * A real cluster. Its pods have to reach Snyk's stand-in and GitLab's, so these get an address beside 127.0.0.1: the
 * one from which this machine reaches the cluster.
 */
export async function onCluster(
  kubeconfig: string,
  address: string | undefined,
  { simulator, relay, scm }: World,
  report: QuickstartReport,
  lifetime: Lifetime,
): Promise<Target> {
  const own = address ?? (await addressTowards(apiServer(kubeconfig)));
  const reachable = async (local: string) =>
    (await lifetime.keep(forward(own, new URL(local)), (it) => it.close())).url;
  const brokerServerUrl = await reachable(relay.brokerServerUrl);
  report.say(`Pods reach them at ${own}.`);
  return {
    project: join(PROJECT, "dev/quickstart/cluster"),
    settings: {
      gitlabHost: { value: new URL(await reachable(scm.url)).host },
      apiUrlOfPods: { value: await reachable(simulator.url) },
      "snyk-broker:apiUrl": { value: simulator.url },
      "snyk-broker:brokerServerUrl": { value: brokerServerUrl },
      "kubernetes:kubeconfig": { value: kubeconfig },
    },
    ready: () => Promise.resolve(true), // Pulumi has waited for the Deployment
  };
}
