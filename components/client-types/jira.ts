import * as pulumi from "@pulumi/pulumi";
import { hostName, secretText, userText } from "../validation/value-rules";
import type { SecretInput } from "../inputs/secret-input";
import type { ClientType } from "./shared/client-type";
import { jiraAddresses } from "./shared/jira-addresses";

/** A client for Jira Server or Data Center, with user name and password. */
export interface JiraSettings {
  /** The client type. */
  readonly type: "jira";
  /** Host of the server, without a scheme: `jira.example.com`. */
  readonly host: pulumi.Input<string>;
  /** User that may create issues. */
  readonly username: pulumi.Input<string>;
  /** Password or API token of that user. */
  readonly password: SecretInput;
}

export const jira: ClientType<JiraSettings> = {
  type: "jira",
  title: "Jira, with user name and password",
  scm: false,
  integrationTypes: [],
  credential: "user that may browse projects and create and edit issues",
  source: "https://docs.snyk.io: Snyk Broker, Jira, environment variables",
  rules: { host: hostName, username: userText, password: secretText },
  required: ["host", "username", "password"],
  environment: ({ host, username, password }) => ({
    plain: {
      ...jiraAddresses(host),
      BROKER_DOWNSTREAM_TYPE_JIRA: "true",
      JIRA_USERNAME: username,
      BROKER_CLIENT_VALIDATION_BASIC_AUTH: pulumi.interpolate`${username}:$JIRA_PASSWORD`,
    },
    secret: { JIRA_PASSWORD: password },
  }),
};
