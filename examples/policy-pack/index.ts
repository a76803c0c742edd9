import { PolicyPack } from "@pulumi/policy";
import { snykBrokerPolicies } from "pulumi-snyk-broker/policies";

new PolicyPack("snyk-broker", { policies: snykBrokerPolicies() });
