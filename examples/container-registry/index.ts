import * as pulumi from "@pulumi/pulumi";
import { Broker } from "pulumi-snyk-broker";

const config = new pulumi.Config();
const proxy = config.get("proxy");

const broker = new Broker("registry", {
  integration: {
    orgId: config.require("orgId"),
    type: "google-artifact-cr",
    rotation: { everyDays: 90 },
  },
  client: {
    type: "container-registry-agent",
    registry: "google-artifact-cr",
    base: config.require("registryBase"),
    password: config.requireSecret("registryKey"), // the whole JSON, line breaks and all
  },
  // The agent pulls the images and reads them. What is not said of it here is the client's.
  registryAgent: { image: config.require("agentImage"), replicas: 2 },
  namespace: "snyk-broker",
  // Set once, for both: private authorities, the way out, who may pull, and what may be reached.
  caCertificates: config.getSecret("caCertificates"),
  ...(proxy !== undefined && { proxy: { https: proxy, http: proxy } }),
  imagePullSecrets: config.getObject<string[]>("imagePullSecrets") ?? [],
  networkPolicy: { ingressFrom: [] },
});

export const { integrationId, tokenGeneration } = broker;
