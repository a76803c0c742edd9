import { secretText } from "../rules";
import type { SecretInput } from "../secret-input";
import type { ClientType } from "./client-type";
import { githubEnvironment } from "./github";

/** A client for github.com. */
export interface GithubComSettings {
  readonly type: "github-com";
  /** Personal access token with the scopes `repo`, `read:org` and `admin:repo_hook`. */
  readonly token: SecretInput;
}

export const githubCom: ClientType<GithubComSettings> = {
  type: "github-com",
  title: "GitHub.com",
  integrationTypes: ["github"],
  credential: "personal access token with the scopes `repo`, `read:org` and `admin:repo_hook`",
  source: "https://docs.snyk.io/enterprise-setup/snyk-broker/install-and-configure-snyk-broker/github",
  rules: { token: secretText },
  required: ["token"],
  environment: ({ token }) =>
    githubEnvironment({
      downstream: "GITHUB",
      host: "github.com",
      api: "api.github.com",
      graphql: "api.github.com",
      raw: "raw.githubusercontent.com",
      token,
    }),
};
