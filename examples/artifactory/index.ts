import * as pulumi from "@pulumi/pulumi";
import { BrokerClient } from "pulumi-snyk-broker";

const config = new pulumi.Config();

const artifactory = new BrokerClient("artifactory", {
  // Snyk's API cannot enable Artifactory: the token comes from Snyk's web UI or from support.
  brokerToken: config.requireSecret("brokerToken"),
  client: {
    type: "artifactory",
    host: config.require("artifactoryHost"),
    username: config.require("artifactoryUser"),
    password: config.requireSecret("artifactoryPassword"),
    npm: true, // npm packages carry addresses, which the client then rewrites
  },
  // Of the authority that signed Artifactory's certificate, where it is not one of the public ones.
  caCertificates: config.get("caCertificates"),
});

export const { tokenGeneration } = artifactory;
