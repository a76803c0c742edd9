import type * as k8s from "@pulumi/kubernetes";
import type { ObjectIdentity } from "./names";

/** Lets a drain stop one pod at a time; never blocks it forever, as a minimum of one would with one replica. */
export function disruptionBudgetManifest({
  selector,
  ...metadata
}: ObjectIdentity): k8s.policy.v1.PodDisruptionBudgetArgs {
  return { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } };
}
