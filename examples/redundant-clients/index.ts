import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Broker, type NamedClientArgs } from "pulumi-snyk-broker";

const config = new pulumi.Config();
const clusters = Object.entries(config.requireObject<Record<string, k8s.ProviderArgs>>("clusters"));

// All clients of one token must reach the same Bitbucket: Snyk takes any of them.
const client = {
  type: "bitbucket-server",
  host: config.require("bitbucketHost"),
  username: config.require("bitbucketUser"),
  password: config.requireSecret("bitbucketPassword"),
} as const;

const broker = new Broker("bitbucket", {
  integration: { orgId: config.require("orgId"), type: "bitbucket-server", rotation: { everyDays: 90 } },
  clients: Object.fromEntries(
    clusters.map(([name, args]): [string, NamedClientArgs] => [
      name,
      { client, provider: new k8s.Provider(name, args) },
    ]),
  ),
  // Snyk spreads its requests, over at most four clients of a token: two in each cluster.
  highAvailability: true,
  replicas: 2,
});

export const { integrationId, tokenGeneration } = broker;
