/**
 * Policies for `@pulumi/policy`: what a pipeline stops before it happens.
 *
 * @module pulumi-snyk-broker/policies
 */
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { clientReplicas } from "./client-replicas";
import { codeAgent } from "./code-agent";
import { pinnedImages } from "./pinned-images";
import { plainSecrets } from "./plain-secrets";
import { protectedIntegration } from "./protected-integration";
import { replacedIntegration } from "./replaced-integration";
import { tokenAge } from "./token-age";

export {
  clientReplicas,
  codeAgent,
  pinnedImages,
  plainSecrets,
  protectedIntegration,
  replacedIntegration,
  tokenAge,
};

/**
 * All policies of this package, for a policy pack of your own (docs/policies.md).
 *
 * ```ts
 * new PolicyPack("snyk-broker", { policies: snykBrokerPolicies() });
 * ```
 */
export function snykBrokerPolicies(): ResourceValidationPolicy[] {
  return [
    tokenAge,
    protectedIntegration,
    replacedIntegration,
    clientReplicas,
    plainSecrets,
    pinnedImages,
    codeAgent,
  ];
}
