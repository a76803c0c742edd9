import type * as k8s from "@pulumi/kubernetes";
import type { NetworkPolicyOptions } from "../inputs/kubernetes-options";
import type { ObjectIdentity } from "./names";

/** By default, admits what a cluster without policies admits, except on ports that nobody serves. */
export function networkPolicyManifest(
  { selector, ...metadata }: ObjectIdentity,
  port: number,
  options: NetworkPolicyOptions,
): k8s.networking.v1.NetworkPolicyArgs {
  const from = options.ingressFrom && [...options.ingressFrom];
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
