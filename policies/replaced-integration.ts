import type { ResourceValidationPolicy } from "@pulumi/policy";
import { brokeredIntegrationOf, known } from "./resources";

/**
 * Stops a run that replaces an integration by one of another organization or type. It sees the replacements that the
 * provider decides on; `--target-replace` and the option `replaceOnChanges` are decided by the engine, which tells no
 * policy about it.
 */
export const replacedIntegration: ResourceValidationPolicy = {
  name: "snyk-broker-integration-replaced",
  description: "No brokered integration is replaced by one of another organization or type.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    "Declare the other integration beside this one, under a name of its own, and remove this one when nobody uses it " +
    "any more.",
  validateResource: (args, reportViolation) => {
    const integration = brokeredIntegrationOf(args);
    const replacementOf = integration?.replacementOf;
    if (replacementOf === undefined) return;
    const type = known(() => integration?.type) ?? "an integration";
    const orgId = known(() => integration?.orgId);
    reportViolation(
      `"${args.name}" would be replaced: the Broker of ${replacementOf} is turned off, and its token is lost for good; ` +
        `${type} in ${orgId === undefined ? "an organization that is not known yet" : `organization ${orgId}`} gets a new one. Declare the other integration ` +
        `under a name of its own, and remove this one later.`,
    );
  },
};
