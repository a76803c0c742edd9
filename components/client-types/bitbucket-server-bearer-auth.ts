import type * as pulumi from "@pulumi/pulumi";
import { hostName, poolText, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import { bitbucketAddresses } from "./shared/bitbucket";
import type { ClientType } from "./shared/client-type";
import { exactlyOne } from "./shared/combinations";
import { poolValue, type TokenPool } from "./shared/token-pool";

/** A client for Bitbucket Server or Data Center, with a personal access token. */
export interface BitbucketServerBearerAuthSettings {
  /** The client type. */
  readonly type: "bitbucket-server-bearer-auth";
  /** Host of the server, without a scheme: `bitbucket.example.com`. */
  readonly host: pulumi.Input<string>;
  /** Personal access token with the permissions Project read and Repository admin. */
  readonly token?: SecretInput;
  /** Several such tokens, used in turn; instead of `token`. @default none */
  readonly tokenPool?: TokenPool;
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

export const bitbucketServerBearerAuth: ClientType<BitbucketServerBearerAuthSettings> = {
  type: "bitbucket-server-bearer-auth",
  title: "Bitbucket Server and Data Center, with a personal access token",
  scm: true,
  integrationTypes: ["bitbucket-server"],
  credential: "personal access token with the permissions Project read and Repository admin",
  source: "https://docs.snyk.io: Snyk Broker, Bitbucket Server/Data Center, environment variables",
  rules: { host: hostName, token: secretText, tokenPool: poolText, apiHost: hostName, gitHost: hostName },
  required: ["host"],
  example: ["host", "token"],
  problem: (settings) => exactlyOne(settings, "token", "tokenPool"),
  environment: ({ host, token, tokenPool, apiHost, gitHost }) => ({
    plain: {
      ...bitbucketAddresses({ host, apiHost, gitHost }),
      BROKER_DOWNSTREAM_TYPE_BITBUCKET_SERVER_BEARER_AUTH: "true",
      GIT_USERNAME: "x-access-token",
      GIT_PASSWORD: "$BITBUCKET_PAT",
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: "Bearer $BITBUCKET_PAT",
    },
    secret: { BITBUCKET_PAT: token, BITBUCKET_PAT_POOL: poolValue(tokenPool) },
  }),
};
