import * as pulumi from "@pulumi/pulumi";

/** A value in a Kubernetes Secret that exists already: kept by hand, by an ExternalSecret or by a CSI driver. */
export interface SecretReference {
  /** Name of the Secret, in the namespace of the client. */
  readonly fromSecretName: pulumi.Input<string>;
  /** Key in that Secret. */
  readonly key: pulumi.Input<string>;
}

/** A secret value, or the place in the cluster where it is kept. */
export type SecretInput = pulumi.Input<string> | SecretReference;

export function isSecretReference(value: unknown): value is SecretReference {
  return (
    typeof value === "object" &&
    value !== null &&
    !pulumi.Output.isInstance(value) &&
    "fromSecretName" in value
  );
}
