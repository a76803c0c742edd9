import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ApiConnectionArgs, Broker } from "pulumi-snyk-broker";

for (const name of ["eu", "us"]) {
  const config = new pulumi.Config(name); // eu:orgId and so on
  const cluster = new k8s.Provider(name, config.requireObject<k8s.ProviderArgs>("cluster"));

  new Broker(
    name,
    {
      integration: {
        orgId: config.require("orgId"),
        type: "gitlab",
        rotation: { everyDays: 90 },
        // Rotations of one group queue; these two have nothing to do with each other.
        groupId: config.require("groupId"),
        // Where the key is, never the key itself. The client dials the Broker server of the same region.
        api: { ...config.requireObject<ApiConnectionArgs>("api"), tokenConfigKey: `${name}:snykToken` },
      },
      client: {
        type: "gitlab",
        host: config.require("gitlabHost"),
        token: config.requireSecret("gitlabToken"),
      },
    },
    { providers: { kubernetes: cluster } },
  );
}
