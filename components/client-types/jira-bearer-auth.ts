import type * as pulumi from "@pulumi/pulumi";
import { hostName, secretText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { jiraAddresses } from "./shared/jira-addresses";

/** A client for Jira Server or Data Center, with a personal access token. */
export interface JiraBearerAuthSettings {
  /** The client type. */
  readonly type: "jira-bearer-auth";
  /** Host of the server, without a scheme: `jira.example.com`. */
  readonly host: pulumi.Input<string>;
  /** Personal access token of a user that may create issues. */
  readonly token: SecretInput;
}

export const jiraBearerAuth: ClientType<JiraBearerAuthSettings> = {
  type: "jira-bearer-auth",
  title: "Jira, with a personal access token",
  scm: false,
  integrationTypes: [],
  credential: "personal access token of a user that may browse projects and create and edit issues",
  source: "https://docs.snyk.io: Snyk Broker, Jira, environment variables",
  rules: { host: hostName, token: secretText },
  required: ["host", "token"],
  environment: ({ host, token }) => ({
    plain: {
      ...jiraAddresses(host),
      BROKER_DOWNSTREAM_TYPE_JIRA_BEARER_AUTH: "true",
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: "Bearer $JIRA_PAT",
    },
    secret: { JIRA_PAT: token },
  }),
};
