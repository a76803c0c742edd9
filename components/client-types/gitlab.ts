import * as pulumi from "@pulumi/pulumi";
import { hostName, poolText, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { exactlyOne } from "./shared/combinations";
import { poolValue, type TokenPool } from "./shared/token-pool";

/** A client for GitLab, self-managed or gitlab.com. */
export interface GitlabSettings {
  /** The client type. */
  readonly type: "gitlab";
  /** Host of the server, without a scheme: `gitlab.example.com`. */
  readonly host: pulumi.Input<string>;
  /** Personal access token with the scope `api`, of a user with the role Maintainer or above. */
  readonly token?: SecretInput;
  /** Several such tokens, used in turn; instead of `token`. @default none */
  readonly tokenPool?: TokenPool;
}

export const gitlab: ClientType<GitlabSettings> = {
  type: "gitlab",
  title: "GitLab",
  scm: true,
  integrationTypes: ["gitlab"],
  credential: "personal access token with the scope `api`, of a user with the role Maintainer or above",
  source: "https://docs.snyk.io: Snyk Broker, GitLab, environment variables",
  rules: { host: hostName, token: secretText, tokenPool: poolText },
  required: ["host"],
  example: ["host", "token"],
  problem: (settings) => exactlyOne(settings, "token", "tokenPool"),
  environment: ({ host, token, tokenPool }) => ({
    plain: {
      BROKER_DOWNSTREAM_TYPE_GITLAB: "true",
      GITLAB: host,
      GIT_URL: host,
      GIT_USERNAME: "oauth2",
      GIT_PASSWORD: "$GITLAB_TOKEN",
      // The token goes into a header: in the query, as in the image's own example, it would end in access logs.
      BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${host}/api/v4/user`,
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: "Bearer $GITLAB_TOKEN",
      REMOVE_X_FORWARDED_HEADERS: "true",
    },
    secret: { GITLAB_TOKEN: token, GITLAB_TOKEN_POOL: poolValue(tokenPool) },
  }),
};
