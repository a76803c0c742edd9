import type { Draft } from "../draft";
import type { Fields } from "../program/code";
import { credential, tokenOrPool } from "./credential";
import { hostIn, hostUnless, requiredHost } from "./host";

export function githubCom(draft: Draft): Fields {
  return { type: "github-com", ...tokenOrPool(draft, "github") };
}

/** For GitHub Enterprise Cloud the chart wants the host of the API; here it is GitHub's own, and the API follows. */
export function githubEnterprise(draft: Draft): Fields {
  const given = hostIn(draft, "github");
  const isCloud = given === "api.github.com" || given === "github.com";
  const host = isCloud ? "github.com" : given;
  if (given === "api.github.com") {
    draft.differs("GITHUB is github.com here, from which clones come; the API stays api.github.com.");
  }
  const isGithubs = host === "github.com" || host?.endsWith(".ghe.com") === true;
  const behind = (path: string) => (isGithubs ? `api.${host}` : `${host ?? ""}${path}`);
  return {
    type: "github-enterprise",
    host: host ?? requiredHost(draft, "github", "githubHost"),
    apiHost: hostUnless(draft, "githubApi", behind("/api/v3")),
    graphqlHost: hostUnless(draft, "githubGraphQl", behind("/api")),
    ...tokenOrPool(draft, "github"),
  };
}

export function gitlab(draft: Draft): Fields {
  return {
    type: "gitlab",
    host: requiredHost(draft, "gitlab", "gitlabHost"),
    ...tokenOrPool(draft, "gitlab"),
  };
}

export function bitbucketServer(draft: Draft): Fields {
  return {
    type: "bitbucket-server",
    ...bitbucketHosts(draft),
    username: draft.required("bitbucketUsername", "bitbucketUsername"),
    password: credential(draft, "bitbucketPassword"),
  };
}

export function bitbucketServerBearerAuth(draft: Draft): Fields {
  return {
    type: "bitbucket-server-bearer-auth",
    ...bitbucketHosts(draft),
    token: credential(draft, "bitbucketToken"),
  };
}

function bitbucketHosts(draft: Draft): Fields {
  const host = hostIn(draft, "bitbucket");
  return {
    host: requiredHost(draft, "bitbucket", "bitbucketHost"),
    apiHost: hostUnless(draft, "bitbucketApi", `${host ?? ""}/rest/api/1.0`),
  };
}

export function azureRepos(draft: Draft): Fields {
  return {
    type: "azure-repos",
    organization: draft.required("azureReposOrg", "azureOrganization"),
    host: hostUnless(draft, "azureReposHost", "dev.azure.com"),
    token: credential(draft, "azureToken"),
  };
}
