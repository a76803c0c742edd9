import * as pulumi from "@pulumi/pulumi";
import { hostName, secretText } from "../rules";
import type { SecretInput } from "../secret-input";
import type { ClientType } from "./client-type";
import { githubEnvironment } from "./github";

/** A client for GitHub Enterprise Server. */
export interface GithubEnterpriseSettings {
  readonly type: "github-enterprise";
  /** Host of the server, without a scheme: `ghe.example.com`. */
  readonly host: pulumi.Input<string>;
  /** Personal access token with the scopes `repo`, `read:org` and `admin:repo_hook`. */
  readonly token: SecretInput;
  /**
   * Address of the REST API, without a scheme.
   * @default `<host>/api/v3`
   */
  readonly apiHost?: pulumi.Input<string>;
  /**
   * Address of the GraphQL API, without a scheme.
   * @default `<host>/api`
   */
  readonly graphqlHost?: pulumi.Input<string>;
}

export const githubEnterprise: ClientType<GithubEnterpriseSettings> = {
  type: "github-enterprise",
  title: "GitHub Enterprise Server",
  integrationTypes: ["github-enterprise"],
  credential: "personal access token with the scopes `repo`, `read:org` and `admin:repo_hook`",
  source:
    "https://docs.snyk.io/enterprise-setup/snyk-broker/install-and-configure-snyk-broker/github-enterprise",
  rules: { host: hostName, token: secretText, apiHost: hostName, graphqlHost: hostName },
  required: ["host", "token"],
  environment: ({ host, token, apiHost, graphqlHost }) =>
    githubEnvironment({
      downstream: "GITHUB_ENTERPRISE",
      host,
      api: apiHost ?? pulumi.interpolate`${host}/api/v3`,
      graphql: graphqlHost ?? pulumi.interpolate`${host}/api`,
      token,
    }),
};
