import * as pulumi from "@pulumi/pulumi";
import { isSecretReference, type SecretInput, type SecretReference } from "../../inputs/secret-input";

/**
 * Several credentials that the client uses in turn, to share one rate limit among them. In a Secret that exists
 * already they are one text, separated by commas.
 */
export type TokenPool = readonly pulumi.Input<string>[] | SecretReference;

/** The pool as the client wants it. */
export function poolValue(pool: TokenPool | undefined): SecretInput | undefined {
  if (pool === undefined || isSecretReference(pool)) return pool;
  return pulumi.secret(pulumi.all([...pool]).apply((tokens) => tokens.join(",")));
}
