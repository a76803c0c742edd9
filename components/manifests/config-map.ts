import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../names";

export interface ConfigMapShape {
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
}

export function configMapManifest(shape: ConfigMapShape): k8s.core.v1.ConfigMapArgs {
  return {
    metadata: { name: shape.name, namespace: shape.namespace, labels: shape.labels },
    data: shape.values,
  };
}
