import * as pulumi from "@pulumi/pulumi";
import { flag, hostName, plainText, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { bothOrNone } from "./shared/combinations";
import { NO_SCM_RULES } from "./shared/no-scm";
import { whenNpm } from "./shared/npm";
import { inAddress, userInfo } from "./shared/sign-in";

/** A client for the package repositories of JFrog Artifactory. */
export interface ArtifactorySettings {
  /** The client type. */
  readonly type: "artifactory";
  /** Host and path of the server, without a scheme: `artifactory.example.com/artifactory`. */
  readonly host: pulumi.Input<string>;
  /** User that may read the repositories. @default anonymous access */
  readonly username?: pulumi.Input<string>;
  /** Password or API key of that user. In a Secret that exists already it must be percent-encoded. */
  readonly password?: SecretInput;
  /**
   * Rewrites addresses in answers, which npm packages need.
   * @default false
   */
  readonly npm?: pulumi.Input<boolean>;
}

export const artifactory: ClientType<ArtifactorySettings> = {
  type: "artifactory",
  title: "Artifactory Repository",
  scm: false,
  integrationTypes: [],
  credential: "user that may read the package repositories, or anonymous access",
  source: "https://docs.snyk.io: Snyk Broker, Artifactory Repository, environment variables",
  rules: { host: hostName, username: plainText, password: secretText, npm: flag },
  required: ["host"],
  example: ["host", "username", "password"],
  problem: (settings) => bothOrNone(settings, "username", "password"),
  environment: ({ host, username, password, npm }) => {
    const user = userInfo({ username, password, variable: "ARTIFACTORY_PASSWORD" });
    return {
      plain: {
        ...NO_SCM_RULES,
        BROKER_DOWNSTREAM_TYPE_ARTIFACTORY: "true",
        ARTIFACTORY_URL: pulumi.interpolate`${user}${host}`,
        RES_BODY_URL_SUB: whenNpm(npm, pulumi.interpolate`https://${host}`),
        BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${user}${host}/api/system/ping`,
        BROKER_CLIENT_VALIDATION_JSON_DISABLED: "true",
      },
      secret: { ARTIFACTORY_PASSWORD: inAddress(password) },
    };
  },
};
