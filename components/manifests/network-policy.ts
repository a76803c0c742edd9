import type * as k8s from "@pulumi/kubernetes";
import type { NetworkPolicyOptions } from "../inputs/kubernetes-options";
import type { Labels, ObjectIdentity } from "./names";

/**
 * By default, admits what a cluster without policies admits, except on ports that nobody serves.
 * @param always pods that have to reach it, whoever else may
 */
export function networkPolicyManifest(
  { selector, ...metadata }: ObjectIdentity,
  port: number,
  options: NetworkPolicyOptions,
  always: readonly Labels[] = [],
): k8s.networking.v1.NetworkPolicyArgs {
  const pods = always.map((matchLabels) => ({ podSelector: { matchLabels } }));
  const from = options.ingressFrom && [...options.ingressFrom, ...pods];
  return {
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from, ports: [{ port, protocol: "TCP" }] }],
      egress: options.egress ? [...options.egress] : [{}],
    },
  };
}
