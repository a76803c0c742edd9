import * as pulumi from "@pulumi/pulumi";
import { isSecretReference, type SecretInput } from "../../inputs/secret-input";

interface SignIn {
  readonly username: pulumi.Input<string> | undefined;
  readonly password: SecretInput | undefined;
  /** Variable that holds the password, percent-encoded. */
  readonly variable: string;
}

/**
 * The part of an address in front of the host: `user:$VARIABLE@`, or nothing. Only the password is a secret, and
 * the client puts it in its place.
 */
export function userInfo({ username, password, variable }: SignIn): pulumi.Input<string> {
  if (username === undefined || password === undefined) return "";
  return pulumi.output(username).apply((name) => `${encodeURIComponent(name)}:$${variable}@`);
}

/** A password that can stand in an address. One in a Secret that exists already must be percent-encoded there. */
export function inAddress(password: SecretInput | undefined): SecretInput | undefined {
  if (password === undefined || isSecretReference(password)) return password;
  return pulumi.secret(pulumi.output(password).apply(encodeURIComponent));
}
