import type * as pulumi from "@pulumi/pulumi";
import type { CheckedClient } from "../../client-types";
import type { ClientEnvironment } from "../../inputs/environment";
import { InvalidInput } from "../../validation/invalid-input";
import { pgpText, secretText, userText } from "../../validation/value-rules";
import type { SecretInput } from "../../inputs/secret-input";
import { checked, checkedSecret, requirePresent } from "../../validation/validate";

/**
 * Signs the commits of Snyk's fix pull requests; GitHub only.
 * @see https://docs.snyk.io: Snyk Broker, commit signing
 */
export interface CommitSigningOptions {
  /** Name of the committer, as in the key. */
  readonly committerName: pulumi.Input<string>;
  /** Mail address of the committer, as in the key and verified at GitHub. */
  readonly committerEmail: pulumi.Input<string>;
  /** PGP private key, ASCII-armored. */
  readonly privateKey: SecretInput;
  /** Passphrase of the key. */
  readonly passphrase: SecretInput;
}

/**
 * Variables for commit signing. When one of the four is missing, the client signs nothing and says nothing.
 * @throws InvalidInput
 */
export function commitSigningEnvironment(
  owner: string,
  client: CheckedClient,
  options: CommitSigningOptions | undefined,
): ClientEnvironment {
  if (options === undefined) return { plain: {}, secret: {} };
  if (!client.type.startsWith("github")) {
    throw new InvalidInput(
      owner,
      `commitSigning is for GitHub, not for client.type "${client.type}"; leave it out`,
    );
  }
  for (const field of ["committerName", "committerEmail", "privateKey", "passphrase"] as const) {
    requirePresent(
      owner,
      `commitSigning.${field}`,
      options[field],
      "the client signs only when all four are given",
    );
  }
  return {
    plain: {
      GIT_COMMITTER_NAME: checked(owner, "commitSigning.committerName", userText, options.committerName),
      GIT_COMMITTER_EMAIL: checked(owner, "commitSigning.committerEmail", userText, options.committerEmail),
    },
    secret: {
      GPG_PRIVATE_KEY: checkedSecret(owner, "commitSigning.privateKey", pgpText, options.privateKey),
      GPG_PASSPHRASE: checkedSecret(owner, "commitSigning.passphrase", secretText, options.passphrase),
    },
  };
}
