import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../../inputs/environment";
import type { SecretInput } from "../../inputs/secret-input";
import { poolValue, type TokenPool } from "./token-pool";

export const GITHUB_CREDENTIAL =
  "personal access token (classic) with the scopes `repo`, `read:org` and `admin:repo_hook`";

/** Where a GitHub lives; addresses have no scheme. */
interface Github {
  readonly downstream: "GITHUB" | "GITHUB_ENTERPRISE";
  readonly host: pulumi.Input<string>;
  readonly api: pulumi.Input<string>;
  readonly graphql: pulumi.Input<string>;
  readonly raw?: pulumi.Input<string>;
  readonly token: SecretInput | undefined;
  readonly tokenPool: TokenPool | undefined;
}

/** What the clients for github.com and for GitHub Enterprise have in common. */
export function githubEnvironment(github: Github): ClientEnvironment {
  const { downstream, host, api, graphql, raw, token, tokenPool } = github;
  return {
    plain: {
      [`BROKER_DOWNSTREAM_TYPE_${downstream}`]: "true",
      GITHUB: host,
      GITHUB_API: api,
      GITHUB_GRAPHQL: graphql,
      GITHUB_RAW: raw,
      GIT_URL: host,
      // Without it the client leaves this group of rules out, though its documentation has all groups on.
      ACCEPT_LARGE_MANIFESTS: "true",
      GIT_USERNAME: "x-access-token",
      // With a pool the client makes pools of these too, by the name of the variable.
      GIT_PASSWORD: "$GITHUB_TOKEN",
      BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${api}/user`,
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: "token $GITHUB_TOKEN",
    },
    secret: { GITHUB_TOKEN: token, GITHUB_TOKEN_POOL: poolValue(tokenPool) },
  };
}

/**
 * Where an API is without a scheme: GitHub's own hosts have it on a host beside them, servers of one's own under a path.
 * @see https://docs.github.com: "About GitHub Enterprise Cloud with data residency"
 */
export function githubAddress(host: pulumi.Input<string>, path: string): pulumi.Output<string> {
  return pulumi.output(host).apply((known) => {
    const name = known.toLowerCase();
    return name === "github.com" || name.endsWith(".ghe.com") ? `api.${name}` : `${known}${path}`;
  });
}
