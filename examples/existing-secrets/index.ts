import * as pulumi from "@pulumi/pulumi";
import { Broker } from "pulumi-snyk-broker";

const config = new pulumi.Config();

const broker = new Broker("github", {
  integration: { orgId: config.require("orgId"), type: "github", rotation: { everyDays: 90 } },
  // Names of Secrets and keys in them. Pulumi never reads what is inside.
  client: { type: "github-com", token: { fromSecretName: "github-token", key: "token" } },
  proxy: { https: { fromSecretName: "egress-proxy", key: "url" } },
  caCertificates: { fromSecretName: "egress-proxy", key: "ca.pem" },
  namespace: "snyk-broker",
  imagePullSecrets: ["registry"],
  // Another content of those Secrets reaches the client when its pods start again, and nobody but you can tell when.
  rolloutTrigger: config.require("rolloutTrigger"),
});

export const { integrationId, tokenGeneration } = broker;
