import * as pulumi from "@pulumi/pulumi";
import { Broker } from "pulumi-snyk-broker";

const config = new pulumi.Config();

const broker = new Broker("bitbucket", {
  integration: { orgId: config.require("orgId"), type: "bitbucket-server", rotation: { everyDays: 90 } },
  client: {
    type: "bitbucket-server",
    host: config.require("bitbucketHost"),
    username: config.require("bitbucketUser"),
    password: config.requireSecret("bitbucketPassword"),
  },
  namespace: "snyk-broker",
  webhooks: false, // Snyk imports and tests what is there; Bitbucket calls nobody
  // Beside the client: the agent's Service and the client's GIT_CLIENT_URL have their name from one place.
  codeAgent: {
    image: config.require("codeAgentImage"),
    snykToken: config.requireSecret("codeAgentToken"),
    upstreamUrl: config.get("codeAgentUpstream"), // follows from the region; a rehearsal has none
  },
});

export const { integrationId, tokenGeneration } = broker;
