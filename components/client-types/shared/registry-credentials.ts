import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../../inputs/environment";
import { isSecretReference, type SecretInput } from "../../inputs/secret-input";
import { checked } from "../../validation/validate";
import { type Rule, userText } from "../../validation/value-rules";
import { JSON_KEY_USER, type RegistryKind, takesJsonKey } from "./registries";

/** What a registry is read with. */
export interface RegistryCredentials {
  readonly registry: RegistryKind;
  readonly base?: pulumi.Input<string> | undefined;
  readonly username?: pulumi.Input<string> | undefined;
  readonly password?: SecretInput | undefined;
  readonly token?: SecretInput | undefined;
  readonly roleArn?: pulumi.Input<string> | undefined;
  readonly region?: pulumi.Input<string> | undefined;
  readonly externalId?: SecretInput | undefined;
  readonly credentials?: SecretInput | undefined;
}

/**
 * The variables that hold them. The image's entry point makes `CR_CREDENTIALS`, JSON in base64, from single variables
 * where it is not there, and escapes nothing: a quote or a backslash makes it invalid, and blanks in a row become one. So
 * we make it, wherever the values are ours.
 * @see https://github.com/snyk/broker, `bin/container-registry-agent/docker-entrypoint.sh`
 */
export function registryEnvironment(settings: RegistryCredentials, owner: string): ClientEnvironment {
  const { registry, base, credentials } = settings;
  const common = { CR_TYPE: registry, CR_BASE: base };
  if (credentials !== undefined) return { plain: common, secret: { CR_CREDENTIALS: credentials } };
  const { password, token, externalId } = settings;
  const secrets = [password, token, externalId].filter((secret) => secret !== undefined);
  const areOurs = secrets.length > 0 && !secrets.some(isSecretReference);
  return areOurs
    ? { plain: common, secret: { CR_CREDENTIALS: encoded(settings) } }
    : { plain: { ...common, ...plainVariables(settings, owner) }, secret: secretVariables(settings) };
}

/** The same as the image would make, with every character as it was given. */
function encoded(settings: RegistryCredentials): pulumi.Output<string> {
  const { registry, base, username, password, token, roleArn, region, externalId } = settings;
  const values = { base, username, password, token, roleArn, region, externalId } as Readonly<
    Record<string, pulumi.Input<string> | undefined>
  >;
  return pulumi.secret(
    pulumi.all(values).apply((known) => {
      const text = JSON.stringify({ type: registry, ...content(registry, known) });
      return Buffer.from(text).toString("base64");
    }),
  );
}

function content(registry: RegistryKind, known: Readonly<Record<string, string | undefined>>): object {
  const { base = "", username, password = "", token = "", roleArn, region, externalId = "" } = known;
  if (registry === "ecr") return { roleArn, extra: { region, externalId } };
  if (registry === "digitalocean-cr") return { username: token, password: token, registryBase: base };
  return {
    username: takesJsonKey(registry) ? JSON_KEY_USER : username,
    password,
    registryBase: base,
  };
}

function plainVariables(
  { registry, username, roleArn, region }: RegistryCredentials,
  owner: string,
): ClientEnvironment["plain"] {
  return {
    CR_USERNAME: takesJsonKey(registry)
      ? JSON_KEY_USER
      : username && checked(owner, "client.username", unescapedUser, username),
    CR_ROLE_ARN: roleArn,
    CR_REGION: region,
  };
}

function secretVariables({ password, token, externalId }: RegistryCredentials): ClientEnvironment["secret"] {
  return { CR_PASSWORD: password, CR_TOKEN: token, CR_EXTERNAL_ID: externalId };
}

/** What the image makes invalid JSON of for certain, where we cannot put it together: as a phrase with the remedy. */
export function referenceProblem({ registry, password }: RegistryCredentials): string | undefined {
  if (!takesJsonKey(registry) || !isSecretReference(password)) return undefined;
  return (
    "client.password is in a Secret of the cluster, where Snyk's image makes invalid JSON of a JSON key; give the key " +
    "itself, or client.credentials with a Secret that holds the whole as the image takes it"
  );
}

/** Name of a user that Snyk's image puts between quotes as it is. */
const unescapedUser: Rule = {
  secret: false,
  problem: (value) =>
    typeof value === "string" && /["\\\s]/.test(value)
      ? "has a quote, a backslash or a blank, of which Snyk's image makes invalid JSON while the password is in a Secret of " +
        "the cluster; give client.credentials instead"
      : userText.problem(value),
};
