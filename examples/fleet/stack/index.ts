import * as pulumi from "@pulumi/pulumi";
import { Broker, getOrganizations } from "pulumi-snyk-broker";

const config = new pulumi.Config();
const templateOrgId = config.require("templateOrgId");

export = async () => {
  const found = await getOrganizations({
    groupId: config.require("groupId"),
    name: config.get("nameContains"),
  });
  const broker = new Broker("gitlab", {
    integration: { orgId: templateOrgId, type: "gitlab", rotation: { everyDays: 90 } },
    client: {
      type: "gitlab",
      host: config.require("gitlabHost"),
      token: config.requireSecret("gitlabToken"),
    },
    organizations: found.map(({ id }) => id).filter((id) => id !== templateOrgId),
  });
  return { organizations: found.length, tokenGeneration: broker.tokenGeneration };
};
