import type * as k8s from "@pulumi/kubernetes";
import type { ObjectIdentity } from "./names";

/**
 * Lets a drain stop one pod at a time, and one that is not ready at any time; never blocks it forever, as a minimum of one
 * would with one replica.
 */
export function disruptionBudgetManifest({
  selector,
  ...metadata
}: ObjectIdentity): k8s.policy.v1.PodDisruptionBudgetArgs {
  const budget = { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" };
  return { metadata, spec: { ...budget, selector: { matchLabels: selector } } };
}
