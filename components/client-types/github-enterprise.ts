import type * as pulumi from "@pulumi/pulumi";
import { hostName, poolText, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { exactlyOne } from "./shared/combinations";
import { GITHUB_CREDENTIAL, githubAddress, githubEnvironment } from "./shared/github";
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
      api: apiHost ?? githubAddress(host, "/api/v3"),
      graphql: graphqlHost ?? githubAddress(host, "/api"),
      token,
      tokenPool,
    }),
};
