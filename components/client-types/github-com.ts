import { poolText, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { exactlyOne } from "./shared/combinations";
import { GITHUB_CREDENTIAL, githubEnvironment } from "./shared/github";
import type { TokenPool } from "./shared/token-pool";

/** A client for github.com. */
export interface GithubComSettings {
  /** The client type. */
  readonly type: "github-com";
  /** Personal access token (classic) with the scopes `repo`, `read:org` and `admin:repo_hook`. */
  readonly token?: SecretInput;
  /** Several such tokens, used in turn; instead of `token`. @default none */
  readonly tokenPool?: TokenPool;
}

export const githubCom: ClientType<GithubComSettings> = {
  type: "github-com",
  title: "GitHub.com",
  scm: true,
  integrationTypes: ["github"],
  credential: GITHUB_CREDENTIAL,
  source: "https://docs.snyk.io: Snyk Broker, GitHub, environment variables",
  rules: { token: secretText, tokenPool: poolText },
  required: [],
  example: ["token"],
  problem: (settings) => exactlyOne(settings, "token", "tokenPool"),
  environment: ({ token, tokenPool }) =>
    githubEnvironment({
      downstream: "GITHUB",
      host: "github.com",
      api: "api.github.com",
      graphql: "api.github.com",
      raw: "raw.githubusercontent.com",
      token,
      tokenPool,
    }),
};
