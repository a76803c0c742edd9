import * as pulumi from "@pulumi/pulumi";
import { Broker, Organization } from "pulumi-snyk-broker";

const config = new pulumi.Config();
const groupId = config.require("groupId");

// The list of teams is all there is to maintain: who has an organization keeps it, who has none gets one.
const teams = Object.entries(config.requireObject<Record<string, string>>("teams"));
const organizations = Object.fromEntries(
  teams.map(([team, name]) => [team, new Organization(team, { name, groupId, adopt: true }).orgId]),
);

// One integration, one token, one client: the teams' organizations get clones.
const broker = new Broker("gitlab", {
  integration: { orgId: config.require("orgId"), type: "gitlab", groupId, rotation: { everyDays: 90 } },
  client: { type: "gitlab", host: config.require("gitlabHost"), token: config.requireSecret("gitlabToken") },
  organizations,
});

export const { tokenGeneration } = broker;
export const orgIds = organizations;
