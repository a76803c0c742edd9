import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "./names";

export interface ConfigMapShape {
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A ConfigMap that Pulumi names: other content makes another one. */
export function configMapManifest(shape: ConfigMapShape): k8s.core.v1.ConfigMapArgs {
  return {
    metadata: { namespace: shape.namespace, labels: shape.labels },
    immutable: true,
    data: shape.values,
  };
}
