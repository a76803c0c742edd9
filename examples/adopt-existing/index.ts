import * as pulumi from "@pulumi/pulumi";
import { Broker } from "pulumi-snyk-broker";

const config = new pulumi.Config();

const broker = new Broker("gitlab", {
  integration: {
    orgId: config.require("orgId"),
    type: "gitlab",
    rotation: { everyDays: 90 },
    // Read once, on the first `pulumi up`. No API tells a token that is in use, so it has to be given.
    adopt: {
      brokerToken: config.requireSecret("currentBrokerToken"),
      tokenIssuedOn: config.require("tokenIssuedOn"),
    },
    // While you try it: `pulumi destroy` leaves Snyk as it was.
    onDelete: "retain",
  },
  // The same token as the client that you run today. Both serve, until you take the old one away.
  client: { type: "gitlab", host: config.require("gitlabHost"), token: config.requireSecret("gitlabToken") },
  organizations: config.requireObject<string[]>("sharedWith"),
  transform: { clone: { adopt: true, onDelete: "retain" } },
});

export const { integrationId, tokenGeneration } = broker;
