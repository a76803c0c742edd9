import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../../inputs/environment";
import { flag, httpUrl, plainText, secretText } from "../../validation/value-rules";
import type { SecretInput } from "../../inputs/secret-input";
import { NO_SCM_RULES } from "./no-scm";
import { whenNpm } from "./npm";
import { inAddress, userInfo } from "./sign-in";

/** Settings of both clients for Nexus. */
export interface NexusFields {
  /** Address of the server, with its scheme: `https://nexus.example.com`. */
  readonly url: pulumi.Input<string>;
  /** User that may read the repositories. @default anonymous access */
  readonly username?: pulumi.Input<string>;
  /** Password of that user. In a Secret that exists already it must be percent-encoded. */
  readonly password?: SecretInput;
  /**
   * Rewrites addresses in answers, which npm packages need.
   * @default false
   */
  readonly npm?: pulumi.Input<boolean>;
}

/** Rules of both. */
export const NEXUS_RULES = { url: httpUrl, username: plainText, password: secretText, npm: flag };

/** What differs between the versions. */
interface NexusVersion {
  readonly downstream: string;
  readonly repositories: string;
  readonly status: string;
}

/** The environment of both: they differ in paths. */
export function nexusEnvironment(
  { url, username, password, npm }: NexusFields,
  version: NexusVersion,
): ClientEnvironment {
  const bare = pulumi.output(url).apply((address) => address.replace(/\/+$/, ""));
  const user = userInfo({ username, password, variable: "NEXUS_PASSWORD" });
  const base = pulumi.all([bare, user]).apply(([address, info]) => address.replace("://", `://${info}`));
  return {
    plain: {
      ...NO_SCM_RULES,
      [`BROKER_DOWNSTREAM_TYPE_${version.downstream}`]: "true",
      BASE_NEXUS_URL: base,
      NEXUS_URL: pulumi.interpolate`${base}${version.repositories}`,
      RES_BODY_URL_SUB: whenNpm(npm, pulumi.interpolate`${bare}${version.repositories}`),
      BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`${base}${version.status}`,
      BROKER_CLIENT_VALIDATION_JSON_DISABLED: "true",
      // Without it Nexus puts the Broker's address into what it answers.
      REMOVE_X_FORWARDED_HEADERS: "true",
    },
    secret: { NEXUS_PASSWORD: inAddress(password) },
  };
}
