import * as pulumi from "@pulumi/pulumi";
import { type ClientEnvironment, filePath } from "../inputs/environment";
import { hostName, pemText, plainText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { githubAddress } from "./shared/github";

/** A client that signs in to GitHub Enterprise Server as a GitHub App. */
export interface GithubServerAppSettings {
  /** The client type. */
  readonly type: "github-server-app";
  /** Host of the server, without a scheme: `ghe.example.com`. */
  readonly host: pulumi.Input<string>;
  /** Id of the app, a number: the app's settings page at GitHub. */
  readonly appId: pulumi.Input<string>;
  /** Client id of the app. */
  readonly clientId: pulumi.Input<string>;
  /** Id of the app's installation in the organization, a number. */
  readonly installationId: pulumi.Input<string>;
  /** Private key of the app, PEM. It is mounted as a file. */
  readonly privateKey: SecretInput;
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

export const githubServerApp: ClientType<GithubServerAppSettings> = {
  type: "github-server-app",
  title: "GitHub Server App",
  scm: true,
  codeRules: false,
  integrationTypes: [],
  credential: "private key of a GitHub App that is installed in the organization",
  note:
    "Snyk's client (seen in 5.16.4) fetches the app's access token in universal mode only; with a classic broker " +
    "token it starts and connects, but its requests reach GitHub without that token. Prefer github-enterprise.",
  source: "https://github.com/snyk/broker: client-templates/github-server-app",
  rules: {
    host: hostName,
    appId: plainText,
    clientId: plainText,
    installationId: plainText,
    privateKey: pemText,
    apiHost: hostName,
    graphqlHost: hostName,
  },
  required: ["host", "appId", "clientId", "installationId", "privateKey"],
  environment: (settings) => serverAppEnvironment(settings),
};

function serverAppEnvironment(settings: GithubServerAppSettings): ClientEnvironment {
  const { host, apiHost, graphqlHost } = settings;
  const api = apiHost ?? githubAddress(host, "/api/v3");
  return {
    plain: {
      BROKER_DOWNSTREAM_TYPE_GITHUB_SERVER_APP: "true",
      // The client (seen in 5.16.4) looks for a credential in these rules that they do not have, and ends.
      ACCEPT_CODE: "false",
      ACCEPT_GIT: "false",
      GITHUB: host,
      GITHUB_API: api,
      GITHUB_GRAPHQL: graphqlHost ?? githubAddress(host, "/api"),
      GITHUB_APP_ID: settings.appId,
      GITHUB_APP_CLIENT_ID: settings.clientId,
      GITHUB_APP_INSTALLATION_ID: settings.installationId,
      GITHUB_APP_PRIVATE_PEM_PATH: filePath("github-app.pem"),
      GIT_URL: host,
      BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${api}/meta`,
    },
    secret: {},
    files: { "github-app.pem": { secret: settings.privateKey } },
  };
}
