import type { ResourceValidationPolicy } from "@pulumi/policy";
import { componentType } from "../provider/type-tokens";
import { brokeredIntegrationOf } from "./resources";

/** In a `Broker`: there, only the integration may be protected, since a rotation replaces Secrets and Deployments. */
const IN_BROKER =
  "`transform: { integration: (args, opts) => { opts.protect = true; return args; } }` of its `Broker` (the `Broker` " +
  "itself must not be protected: a rotation replaces its Secret and Deployment)";

/** Finds integrations that a `destroy`, or a line that is deleted by mistake, would cut off. */
export const protectedIntegration: ResourceValidationPolicy = {
  name: "snyk-broker-integration-protected",
  description: "A brokered integration is protected: `pulumi destroy` cannot turn its Broker off.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps: `Give the \`BrokeredIntegration\` the option \`{ protect: true }\`; in a \`Broker\`, with ${IN_BROKER}.`,
  validateResource: (args, reportViolation) => {
    if (brokeredIntegrationOf(args) === undefined || args.opts.protect) return;
    const remedy = args.urn.includes(`${componentType("Broker")}$`)
      ? IN_BROKER
      : "the option `{ protect: true }`";
    reportViolation(
      `"${args.name}" is not protected: a \`pulumi destroy\` turns its Broker off, and its token is lost for good. ` +
        `Protect it with ${remedy}.`,
    );
  },
};
