import * as pulumi from "@pulumi/pulumi";
import { Broker } from "pulumi-snyk-broker";

const config = new pulumi.Config();

const broker = new Broker("github", {
  integration: {
    orgId: config.require("orgId"),
    type: "github-enterprise",
    // By the calendar, as Snyk recommends; and at once when somebody sets another reason.
    rotation: { everyDays: 90, trigger: config.get("rotateBecause") },
  },
  client: {
    type: "github-enterprise",
    host: config.require("githubHost"),
    token: config.requireSecret("githubToken"),
  },
  namespace: "snyk-broker",
  createNamespace: true,
  // The client dials out to Snyk. Only webhooks come in, from a GitHub Enterprise outside of the cluster.
  ingress: { host: config.require("webhookHost"), tlsSecretName: "snyk-broker-tls" },
});

export const { integrationId, tokenGeneration } = broker;
export const webhooks = broker.nodes.clients.default.brokerClientUrl;
