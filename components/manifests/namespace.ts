import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The namespace, under the strictest Pod Security Standard. */
export function namespaceManifest(name: pulumi.Input<string>): k8s.core.v1.NamespaceArgs {
  return { metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } } };
}
