import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Labels } from "../names";

export interface SecretShape {
  /** Without a name, Pulumi gives one that no other Secret has had. */
  readonly name?: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  /** Immutable Secrets cannot drift, and the kubelet need not watch them. */
  readonly immutable: boolean;
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
}

export function secretManifest(shape: SecretShape): k8s.core.v1.SecretArgs {
  return {
    metadata: { name: shape.name, namespace: shape.namespace, labels: shape.labels },
    type: "Opaque",
    ...(shape.immutable ? { immutable: true } : {}),
    stringData: shape.values,
  };
}
