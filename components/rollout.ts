import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { ClientPlan } from "./client-plan";
import { credentialsChecksum } from "./credentials-checksum";
import { ownConfigFiles } from "./manifests/files";
import type { Labels } from "./names";
import { isSecretReference } from "./secret-input";

/**
 * Annotations of the pods, which roll when one of them changes: for credentials and files that we keep. What is in
 * Secrets of somebody else we cannot see; for those there is `rolloutTrigger`.
 */
export function rolloutAnnotations(
  plan: ClientPlan,
  secrets: Readonly<Record<string, pulumi.Input<string>>>,
  trigger: pulumi.Input<string> | undefined,
): Labels {
  const files = ownConfigFiles(plan.environment.files);
  const withSecrets = !isSecretReference(plan.brokerToken) && Object.keys(secrets).length > 0;
  return {
    ...(withSecrets && {
      "snyk-broker/credentials-checksum": credentialsChecksum(plan.brokerToken, secrets),
    }),
    ...(Object.keys(files).length > 0 && { "snyk-broker/config-checksum": configChecksum(files) }),
    ...(trigger !== undefined && { "snyk-broker/rollout-trigger": trigger }),
  };
}

function configChecksum(files: Readonly<Record<string, pulumi.Input<string>>>): pulumi.Output<string> {
  return pulumi.output(files).apply((texts) =>
    createHash("sha256")
      .update(JSON.stringify(Object.entries(texts).sort()))
      .digest("hex")
      .slice(0, 32),
  );
}
