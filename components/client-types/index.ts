import type { ClientEnvironment } from "../environment";
import { InvalidInput } from "../invalid-input";
import { checkedSettings } from "../settings";
import { azureRepos, type AzureReposSettings } from "./azure-repos";
import { bitbucketServer, type BitbucketServerSettings } from "./bitbucket-server";
import type { ClientType } from "./client-type";
import { githubCom, type GithubComSettings } from "./github-com";
import { githubEnterprise, type GithubEnterpriseSettings } from "./github-enterprise";
import { gitlab, type GitlabSettings } from "./gitlab";

/** Settings of a Broker client: `type` says which, and with it which other settings there are. */
export type ClientSettings =
  | AzureReposSettings
  | BitbucketServerSettings
  | GithubComSettings
  | GithubEnterpriseSettings
  | GitlabSettings;

export type ClientTypeName = ClientSettings["type"];

type Catalogue = { readonly [Type in ClientTypeName]: ClientType<Extract<ClientSettings, { type: Type }>> };

/** Every client type, by name. */
export const CLIENT_TYPES: Catalogue = {
  "azure-repos": azureRepos,
  "bitbucket-server": bitbucketServer,
  "github-com": githubCom,
  "github-enterprise": githubEnterprise,
  gitlab,
};

/** What a component needs to know of a client once its settings are checked. */
export interface CheckedClient {
  readonly type: ClientTypeName;
  readonly integrationTypes: readonly string[];
  readonly environment: ClientEnvironment;
}

/**
 * Checks a client's settings and works out its environment.
 * @param owner the resource that messages name
 * @throws InvalidInput for an unknown type, and for a missing, unknown or wrong setting
 */
export function checkClient(owner: string, settings: ClientSettings): CheckedClient {
  const type = clientType(owner, settings?.type);
  const valid = checkedSettings(owner, settings, type.rules, type.required);
  return { type: type.type, integrationTypes: type.integrationTypes, environment: type.environment(valid) };
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
