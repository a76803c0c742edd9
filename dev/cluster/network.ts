import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { until } from "../system/until";
import { flags } from "./flags";
import { authorityOf, type Identity, writeKubeconfig } from "./identity";
import { type Layout, NODE_NAME, POD_NETWORK, SERVICE_NETWORK } from "./layout";
import type { Processes } from "./processes";

/** Lets Services lead to their pods, and makes NetworkPolicies hold. @returns when both do, for what exists by then */
export async function startNetwork(layout: Layout, processes: Processes, identity: Identity): Promise<void> {
  const authority = authorityOf(readFileSync(layout.kubeconfig, "utf8"));
  const as = (user: "policies" | "proxy"): Readonly<Record<string, string>> => {
    const kubeconfig = join(layout.config, `${user}.kubeconfig`);
    writeKubeconfig(kubeconfig, identity.tokenOf(user), authority);
    return { kubeconfig, "hostname-override": NODE_NAME };
  };
  processes.start(
    "kube-proxy",
    flags({
      ...as("proxy"),
      "proxy-mode": "iptables",
      "cluster-cidr": POD_NETWORK,
      "iptables-localhost-nodeports": false,
      // What it would set with these is the whole machine's.
      "conntrack-max-per-core": 0,
      "conntrack-tcp-timeout-established": "0s",
      "conntrack-tcp-timeout-close-wait": "0s",
    }),
  );
  processes.start("kube-router", flags({ ...as("policies"), "service-cluster-ip-range": SERVICE_NETWORK }));
  const hasChain = (table: string, chain: string) => async (): Promise<boolean> => {
    await promisify(execFile)("iptables", ["--table", table, "--list-rules", chain]);
    return true;
  };
  await until("Services are served", hasChain("nat", "KUBE-SERVICES"), processes.patience);
  await until("policies are kept", hasChain("filter", "KUBE-ROUTER-FORWARD"), processes.patience);
}
