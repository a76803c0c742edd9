import type { ResourceValidationPolicy } from "@pulumi/policy";
import { integrationOf } from "./resources";

/** Finds integrations that a `destroy`, or a line that is deleted by mistake, would cut off. */
export const protectedIntegration: ResourceValidationPolicy = {
  name: "snyk-broker-integration-protected",
  description: "A brokered integration is protected: `pulumi destroy` cannot turn its Broker off.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps:
    "Give the `BrokeredIntegration`, or the `Broker` around it, the option `{ protect: true }`.",
  validateResource: (args, reportViolation) => {
    if (integrationOf(args) === undefined || args.opts.protect) return;
    reportViolation(
      `"${args.name}" is not protected: a \`pulumi destroy\` turns its Broker off, and its token is lost for good. Give ` +
        `it, or the \`Broker\` around it, the option \`{ protect: true }\`.`,
    );
  },
};
