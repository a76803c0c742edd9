import * as pulumi from "@pulumi/pulumi";
import { hostName, pathSegment, poolText, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { exactlyOne } from "./shared/combinations";
import { poolValue, type TokenPool } from "./shared/token-pool";

/** A client for Azure Repos. */
export interface AzureReposSettings {
  /** The client type. */
  readonly type: "azure-repos";
  /** Name of the Azure DevOps organization, as in `https://dev.azure.com/<organization>`. */
  readonly organization: pulumi.Input<string>;
  /** Personal access token with the scope Code: Read & write. */
  readonly token?: SecretInput;
  /** Several such tokens, used in turn; instead of `token`. @default none */
  readonly tokenPool?: TokenPool;
  /**
   * Host, without a scheme; another one for Azure DevOps Server.
   * @default "dev.azure.com"
   */
  readonly host?: pulumi.Input<string>;
  /**
   * Host of the user entitlements API, without a scheme.
   * @default `vsaex.<host>`
   */
  readonly userEntitlementsHost?: pulumi.Input<string>;
}

export const azureRepos: ClientType<AzureReposSettings> = {
  type: "azure-repos",
  title: "Azure Repos",
  scm: true,
  integrationTypes: ["azure-repos"],
  credential: "personal access token with the scope Code: Read & write",
  source: "https://docs.snyk.io: Snyk Broker, Azure Repos, environment variables",
  rules: {
    organization: pathSegment,
    token: secretText,
    tokenPool: poolText,
    host: hostName,
    userEntitlementsHost: hostName,
  },
  required: ["organization"],
  example: ["organization", "token"],
  problem: (settings) => exactlyOne(settings, "token", "tokenPool"),
  environment: ({ organization, token, tokenPool, host = "dev.azure.com", userEntitlementsHost }) => ({
    plain: {
      BROKER_DOWNSTREAM_TYPE_AZURE_REPOS: "true",
      AZURE_REPOS_ORG: organization,
      AZURE_REPOS_HOST: host,
      AZURE_REPOS_USER_ENTITLEMENTS_HOST: userEntitlementsHost ?? pulumi.interpolate`vsaex.${host}`,
      GIT_URL: pulumi.interpolate`${host}/${organization}`,
      GIT_USERNAME: "PAT",
      GIT_PASSWORD: "$AZURE_REPOS_TOKEN",
      BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${host}/${organization}/_apis/git/repositories`,
      // Not only for the system check: the image's rules authenticate every request with this variable.
      BROKER_CLIENT_VALIDATION_BASIC_AUTH: "PAT:$AZURE_REPOS_TOKEN",
    },
    secret: { AZURE_REPOS_TOKEN: token, AZURE_REPOS_TOKEN_POOL: poolValue(tokenPool) },
  }),
};
