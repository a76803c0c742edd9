import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "pulumi-snyk-broker";

const config = new pulumi.Config();

// Snyk's API cannot enable Jira, so there is no integration here: the token comes from Snyk's web UI or from support.
const jira = new BrokerClient("jira", {
  brokerToken: config.requireSecret("brokerToken"),
  // In the names of Secret and Deployment: with a higher one, a second client starts beside the first.
  tokenGeneration: config.requireNumber("tokenGeneration"),
  client: {
    type: "jira",
    host: config.require("jiraHost"),
    username: config.require("jiraUser"),
    password: config.requireSecret("jiraPassword"),
  },
});

export const { tokenGeneration } = jira;
