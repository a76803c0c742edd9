import type { ResourceValidationPolicy } from "@pulumi/policy";
import { brokerDeploymentOf } from "./resources";

interface Config {
  readonly minReplicas: number;
}

/** Finds clients whose pod is the only one: a node that goes takes the integration along. */
export const clientReplicas: ResourceValidationPolicy = {
  name: "snyk-broker-client-replicas",
  description: "A Broker client has more than one replica.",
  enforcementLevel: "advisory",
  severity: "medium",
  configSchema: {
    properties: {
      minReplicas: {
        description: "Pods of one generation. Snyk serves at most 4 in high-availability mode.",
        type: "integer",
        minimum: 2,
        default: 2,
      },
    },
  },
  remediationSteps: "Set `replicas` of the `Broker` or `BrokerClient` to 2 or more; 2 is the default.",
  validateResource: (args, reportViolation) => {
    const deployment = brokerDeploymentOf(args);
    if (deployment?.role !== "broker-client") return;
    const { minReplicas } = args.getConfig<Config>();
    if (deployment.replicas >= minReplicas) return;
    reportViolation(
      `The Broker client "${args.name}" has ${deployment.replicas} of ${minReplicas} replicas: while its pod restarts, ` +
        `Snyk reaches nothing behind it. Set \`replicas: ${minReplicas}\`.`,
    );
  },
};
