import type * as k8s from "@pulumi/kubernetes";
import type { ServiceAccountOptions } from "../inputs/kubernetes-options";
import type { ObjectIdentity } from "./names";

export function serviceAccountManifest(
  { name, namespace, labels }: ObjectIdentity,
  { annotations }: ServiceAccountOptions,
): k8s.core.v1.ServiceAccountArgs {
  return { metadata: { name, namespace, labels, annotations }, automountServiceAccountToken: false };
}
