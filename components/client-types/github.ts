import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../environment";
import type { SecretInput } from "../secret-input";

/** Where a GitHub lives; addresses have no scheme. */
interface Github {
  readonly downstream: "GITHUB" | "GITHUB_ENTERPRISE";
  readonly host: pulumi.Input<string>;
  readonly api: pulumi.Input<string>;
  readonly graphql: pulumi.Input<string>;
  readonly raw?: pulumi.Input<string>;
  readonly token: SecretInput;
}

/** What the clients for github.com and for GitHub Enterprise have in common. */
export function githubEnvironment({ downstream, host, api, graphql, raw, token }: Github): ClientEnvironment {
  return {
    plain: {
      [`BROKER_DOWNSTREAM_TYPE_${downstream}`]: "true",
      GITHUB: host,
      GITHUB_API: api,
      GITHUB_GRAPHQL: graphql,
      GITHUB_RAW: raw,
      GIT_URL: host,
      GIT_USERNAME: "x-access-token",
      GIT_PASSWORD: "$GITHUB_TOKEN",
      BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${api}/user`,
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: "token $GITHUB_TOKEN",
    },
    secret: { GITHUB_TOKEN: token },
  };
}
