import * as pulumi from "@pulumi/pulumi";
import { hostName, poolText, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { exactlyOne } from "./shared/combinations";
import { GITHUB_CREDENTIAL, githubEnvironment } from "./shared/github";
import type { TokenPool } from "./shared/token-pool";

/** A client for GitHub Enterprise Server, or for GitHub Enterprise Cloud under a host of its own. */
export interface GithubEnterpriseSettings {
  /** The client type. */
  readonly type: "github-enterprise";
  /** Host of the server, without a scheme: `ghe.example.com`; for GitHub Enterprise Cloud `github.com` or `acme.ghe.com`. */
  readonly host: pulumi.Input<string>;
  /** Personal access token (classic) with the scopes `repo`, `read:org` and `admin:repo_hook`. */
  readonly token?: SecretInput;
  /** Several such tokens, used in turn; instead of `token`. @default none */
  readonly tokenPool?: TokenPool;
  /**
   * Address of the REST API, without a scheme.
   * @default `<host>/api/v3`; `api.<host>` for GitHub Enterprise Cloud
   */
  readonly apiHost?: pulumi.Input<string>;
  /**
   * Address of the GraphQL API, without a scheme.
   * @default `<host>/api`; `api.<host>` for GitHub Enterprise Cloud
   */
  readonly graphqlHost?: pulumi.Input<string>;
}

export const githubEnterprise: ClientType<GithubEnterpriseSettings> = {
  type: "github-enterprise",
  title: "GitHub Enterprise",
  scm: true,
  integrationTypes: ["github-enterprise"],
  credential: GITHUB_CREDENTIAL,
  source: "https://docs.snyk.io: Snyk Broker, GitHub Enterprise, environment variables",
  rules: { host: hostName, token: secretText, tokenPool: poolText, apiHost: hostName, graphqlHost: hostName },
  required: ["host"],
  example: ["host", "token"],
  problem: (settings) => exactlyOne(settings, "token", "tokenPool"),
  environment: ({ host, token, tokenPool, apiHost, graphqlHost }) =>
    githubEnvironment({
      downstream: "GITHUB_ENTERPRISE",
      host,
      api: apiHost ?? address(host, "/api/v3"),
      graphql: graphqlHost ?? address(host, "/api"),
      token,
      tokenPool,
    }),
};

/**
 * GitHub's own hosts have their API on a host beside them, servers of one's own under a path.
 * @see https://docs.github.com: "About GitHub Enterprise Cloud with data residency"
 */
function address(host: pulumi.Input<string>, path: string): pulumi.Output<string> {
  return pulumi.output(host).apply((known) => {
    const name = known.toLowerCase();
    return name === "github.com" || name.endsWith(".ghe.com") ? `api.${name}` : `${known}${path}`;
  });
}
