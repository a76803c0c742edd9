import type * as k8s from "@pulumi/kubernetes";
import type { NetworkPolicyOptions } from "../inputs/kubernetes-options";
import type { Labels, ObjectIdentity } from "./names";

/** By default, admits what a cluster without policies admits, except on ports that nobody serves. */
export function networkPolicyManifest(
  { selector, ...metadata }: ObjectIdentity,
  port: number,
  { ingressFrom, egress }: NetworkPolicyOptions,
): k8s.networking.v1.NetworkPolicyArgs {
  return {
    metadata,
    spec: {
      podSelector: { matchLabels: selector },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: ingressFrom && [...ingressFrom], ports: [{ port, protocol: "TCP" }] }],
      egress: egress ? [...egress] : [{}],
    },
  };
}

/** Pods of ours that call each other. */
export interface Neighbour {
  readonly selector: Labels;
  /** Port on which they serve. */
  readonly port: number;
}

/** Where the traffic is narrowed, lets these pods in too, and reaches them. */
export function withNeighbour(
  { ingressFrom, egress }: NetworkPolicyOptions,
  { selector, port }: Neighbour,
): NetworkPolicyOptions {
  const peer = { podSelector: { matchLabels: selector } };
  return {
    ...(ingressFrom && { ingressFrom: [...ingressFrom, peer] }),
    ...(egress && { egress: [...egress, { to: [peer], ports: [{ port, protocol: "TCP" }] }] }),
  };
}
