import * as pulumi from "@pulumi/pulumi";
import { hostName, poolText, secretText, userText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import { bitbucketAddresses } from "./shared/bitbucket";
import type { ClientType } from "./shared/client-type";
import { exactlyOne } from "./shared/combinations";
import { poolValue, type TokenPool } from "./shared/token-pool";

/** A client for Bitbucket Server or Data Center, with user name and password. */
export interface BitbucketServerSettings {
  /** The client type. */
  readonly type: "bitbucket-server";
  /** Host of the server, without a scheme: `bitbucket.example.com`. */
  readonly host: pulumi.Input<string>;
  /** User with the permission Repository admin. */
  readonly username: pulumi.Input<string>;
  /** Password of that user. */
  readonly password?: SecretInput;
  /** Several such passwords of that user, or access tokens of it, used in turn; instead of `password`. @default none */
  readonly passwordPool?: TokenPool;
  /**
   * Address of the REST API, without a scheme.
   * @default `<host>/rest/api/1.0`
   */
  readonly apiHost?: pulumi.Input<string>;
  /**
   * Address for `git clone`, without a scheme.
   * @default the host
   */
  readonly gitHost?: pulumi.Input<string>;
}

export const bitbucketServer: ClientType<BitbucketServerSettings> = {
  type: "bitbucket-server",
  title: "Bitbucket Server and Data Center, with user name and password",
  scm: true,
  integrationTypes: ["bitbucket-server"],
  credential: "user name and password of a user with the permission Repository admin",
  source: "https://docs.snyk.io: Snyk Broker, Bitbucket Server/Data Center, environment variables",
  rules: {
    host: hostName,
    username: userText,
    password: secretText,
    passwordPool: poolText,
    apiHost: hostName,
    gitHost: hostName,
  },
  required: ["host", "username"],
  example: ["host", "username", "password"],
  problem: (settings) => exactlyOne(settings, "password", "passwordPool"),
  environment: ({ host, username, password, passwordPool, apiHost, gitHost }) => ({
    plain: {
      ...bitbucketAddresses({ host, apiHost, gitHost }),
      BROKER_DOWNSTREAM_TYPE_BITBUCKET_SERVER: "true",
      BITBUCKET_USERNAME: username,
      GIT_USERNAME: username,
      GIT_PASSWORD: "$BITBUCKET_PASSWORD",
      BROKER_CLIENT_VALIDATION_BASIC_AUTH: pulumi.interpolate`${username}:$BITBUCKET_PASSWORD`,
    },
    secret: { BITBUCKET_PASSWORD: password, BITBUCKET_PASSWORD_POOL: poolValue(passwordPool) },
  }),
};
