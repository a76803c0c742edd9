import type { ChartType } from "../chart/types";
import type { Draft } from "../draft";
import type { Fields } from "../program/code";
import { apprisk, jira, jiraBearerAuth } from "./others";
import { artifactory, type MappedClient, nexus } from "./packages";
import { containerRegistry } from "./registries";
import {
  azureRepos,
  bitbucketServer,
  bitbucketServerBearerAuth,
  githubCom,
  githubEnterprise,
  gitlab,
} from "./scm";

type Map = (draft: Draft) => MappedClient;

const settings =
  (map: (draft: Draft) => Fields): Map =>
  (draft) => ({ client: map(draft) });

const CLIENTS: Readonly<Record<ChartType, Map>> = {
  apprisk: settings(apprisk),
  artifactory,
  "azure-repos": settings(azureRepos),
  "bitbucket-server": settings(bitbucketServer),
  "bitbucket-server-bearer-auth": settings(bitbucketServerBearerAuth),
  "container-registry-agent": settings(containerRegistry),
  "github-com": settings(githubCom),
  "github-enterprise": settings(githubEnterprise),
  gitlab: settings(gitlab),
  jira: settings(jira),
  "jira-bearer-auth": settings(jiraBearerAuth),
  nexus,
  nexus2: nexus,
};

/** What the client serves: `client`, and variables beside it. */
export function clientOf(draft: Draft): MappedClient {
  return CLIENTS[draft.values.type](draft);
}
