import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Labels } from "./names";

export interface SecretShape {
  /** Without a name, Pulumi gives one that no other Secret has had. */
  readonly name?: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  /** Immutable Secrets cannot drift, and the kubelet need not watch them. */
  readonly immutable: boolean;
  readonly values: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * The values are encoded here: the provider turns `stringData` into `data` once it is known, which no saved plan
 * expects, and the engine prints what a plan does not expect (docs/decisions/014-secret-data.md).
 */
export function secretManifest(shape: SecretShape): k8s.core.v1.SecretArgs {
  return {
    metadata: { name: shape.name, namespace: shape.namespace, labels: shape.labels },
    type: "Opaque",
    ...(shape.immutable ? { immutable: true } : {}),
    data: Object.fromEntries(Object.entries(shape.values).map(([key, value]) => [key, base64(value)])),
  };
}

function base64(value: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(value).apply((text) => Buffer.from(text).toString("base64"));
}
