import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../../inputs/environment";
import { NO_SCM_RULES } from "./no-scm";

/** What both clients for Jira have in common. */
export function jiraAddresses(host: pulumi.Input<string>): ClientEnvironment["plain"] {
  return {
    ...NO_SCM_RULES,
    JIRA_HOSTNAME: host,
    BROKER_CLIENT_VALIDATION_URL: pulumi.interpolate`https://${host}/rest/api/2/myself`,
  };
}
