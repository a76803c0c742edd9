import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { isSecretReference, type SecretInput } from "../inputs/secret-input";

type EnvVar = k8s.types.input.core.v1.EnvVar;

/** Variables with their value in the manifest, by name. */
export function plainVariables(values: Readonly<Record<string, pulumi.Input<string> | undefined>>): EnvVar[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** Variables whose value is in a Secret: the one that is named, or the one that a reference names. */
export function secretVariables(
  values: Readonly<Record<string, SecretInput | undefined>>,
  secretName: pulumi.Input<string> | undefined,
): EnvVar[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const reference = isSecretReference(value)
      ? { name: value.fromSecretName, key: value.key }
      : { name: secretName, key: name };
    return [{ name, valueFrom: { secretKeyRef: reference } }];
  });
}

/** The values that we have to keep in a Secret ourselves. */
export function ownValues(
  values: Readonly<Record<string, SecretInput | undefined>>,
): Record<string, pulumi.Input<string>> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, pulumi.Input<string>] =>
        entry[1] !== undefined && !isSecretReference(entry[1]),
    ),
  );
}
