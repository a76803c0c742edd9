import * as pulumi from "@pulumi/pulumi";
import { Broker } from "pulumi-snyk-broker";

const config = new pulumi.Config();
const orgId = config.require("orgId");

const broker = new Broker("gitlab", {
  integration: { orgId, type: "gitlab", rotation: { everyDays: 90 } },
  client: { type: "gitlab", host: config.require("gitlabHost"), token: config.requireSecret("gitlabToken") },
});

export const { integrationId, tokenGeneration } = broker;
