import type { ClientEnvironment } from "../inputs/environment";
import { InvalidInput } from "../validation/invalid-input";
import { checkedSettings } from "../validation/validate";
import { apprisk, type AppriskSettings } from "./apprisk";
import { artifactory, type ArtifactorySettings } from "./artifactory";
import { azureRepos, type AzureReposSettings } from "./azure-repos";
import { bitbucketServer, type BitbucketServerSettings } from "./bitbucket-server";
import {
  bitbucketServerBearerAuth,
  type BitbucketServerBearerAuthSettings,
} from "./bitbucket-server-bearer-auth";
import type { ClientType } from "./shared/client-type";
import { containerRegistryAgent, type ContainerRegistrySettings } from "./container-registry-agent";
import { githubCom, type GithubComSettings } from "./github-com";
import { githubEnterprise, type GithubEnterpriseSettings } from "./github-enterprise";
import { githubServerApp, type GithubServerAppSettings } from "./github-server-app";
import { gitlab, type GitlabSettings } from "./gitlab";
import { jira, type JiraSettings } from "./jira";
import { jiraBearerAuth, type JiraBearerAuthSettings } from "./jira-bearer-auth";
import { nexus, type NexusSettings } from "./nexus";
import { nexus2, type Nexus2Settings } from "./nexus2";
import type { RegistryKind } from "./shared/registries";
import type { TokenPool } from "./shared/token-pool";

/** Settings of a Broker client: `type` says which, and with it which other settings there are. */
export type ClientSettings =
  | AppriskSettings
  | ArtifactorySettings
  | AzureReposSettings
  | BitbucketServerBearerAuthSettings
  | BitbucketServerSettings
  | ContainerRegistrySettings
  | GithubComSettings
  | GithubEnterpriseSettings
  | GithubServerAppSettings
  | GitlabSettings
  | JiraBearerAuthSettings
  | JiraSettings
  | Nexus2Settings
  | NexusSettings;

export type {
  AppriskSettings,
  ArtifactorySettings,
  AzureReposSettings,
  BitbucketServerBearerAuthSettings,
  BitbucketServerSettings,
  ContainerRegistrySettings,
  GithubComSettings,
  GithubEnterpriseSettings,
  GithubServerAppSettings,
  GitlabSettings,
  JiraBearerAuthSettings,
  JiraSettings,
  Nexus2Settings,
  NexusSettings,
  RegistryKind,
  TokenPool,
};

export type ClientTypeName = ClientSettings["type"];

type Catalogue = { readonly [Type in ClientTypeName]: ClientType<Extract<ClientSettings, { type: Type }>> };

/** Every client type that Snyk ships, by name. */
export const CLIENT_TYPES: Catalogue = {
  apprisk,
  artifactory,
  "azure-repos": azureRepos,
  "bitbucket-server": bitbucketServer,
  "bitbucket-server-bearer-auth": bitbucketServerBearerAuth,
  "container-registry-agent": containerRegistryAgent,
  "github-com": githubCom,
  "github-enterprise": githubEnterprise,
  "github-server-app": githubServerApp,
  gitlab,
  jira,
  "jira-bearer-auth": jiraBearerAuth,
  nexus,
  nexus2,
};

/** What a component needs to know of a client once its settings are checked. */
export interface CheckedClient {
  readonly type: ClientTypeName;
  readonly scm: boolean;
  /** Whether the rules for `git clone` can be on. */
  readonly codeRules: boolean;
  readonly note: string | undefined;
  readonly integrationTypes: readonly string[];
  readonly environment: ClientEnvironment;
}

/**
 * Checks a client's settings and works out its environment.
 * @param owner the resource that messages name
 * @throws InvalidInput for an unknown type, and for a missing, unknown, wrong or contradicting setting
 */
export function checkClient(owner: string, settings: ClientSettings): CheckedClient {
  const type = clientType(owner, (settings as ClientSettings | undefined)?.type);
  const valid = checkedSettings(owner, settings, type.rules, type.required);
  const problem = type.problem?.(valid);
  if (problem !== undefined) throw new InvalidInput(owner, problem);
  return {
    type: type.type,
    scm: type.scm,
    codeRules: type.codeRules ?? true,
    note: type.note,
    integrationTypes: type.serves?.(valid) ?? type.integrationTypes,
    environment: type.environment(valid, owner),
  };
}

/** The entry of one type, seen through the union of all settings: its rules guard what its environment reads. */
function clientType(owner: string, name: unknown): ClientType<ClientSettings> {
  if (typeof name !== "string" || !Object.hasOwn(CLIENT_TYPES, name)) {
    const types = Object.keys(CLIENT_TYPES).join(", ");
    throw new InvalidInput(
      owner,
      `client.type ${JSON.stringify(name)} is not a client type; use one of ${types}`,
    );
  }
  return CLIENT_TYPES[name as ClientTypeName] as unknown as ClientType<ClientSettings>;
}

/** Names of the client types that serve an integration type. */
export function clientTypesFor(integrationType: string): readonly ClientTypeName[] {
  return Object.values(CLIENT_TYPES)
    .filter((type) => (type.integrationTypes as readonly string[]).includes(integrationType))
    .map((type) => type.type);
}
