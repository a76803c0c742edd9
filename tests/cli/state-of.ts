/** Builds what `pulumi stack export` prints, of the steps of a preview in which nothing changes. */
import { NOBODY, type PreviewStep } from "./preview-of";

export function exportWith(steps: readonly PreviewStep[]): Buffer {
  const resources = steps.map(({ op, urn, newState }) => ({ urn, ...newState, delete: op === "delete" }));
  return Buffer.from(JSON.stringify({ version: 3, deployment: { resources } }));
}

/**
 * The Deployments of a `BrokerClient`, the newest last: of two, an `up` that was interrupted has left the first to be
 * deleted.
 * @param of Name of the integration, or `NOBODY` for a token from elsewhere
 */
export function clientIn(
  of: string,
  deployments: readonly string[],
  inputs: Readonly<Record<string, unknown>> = {},
): readonly PreviewStep[] {
  const parent = "urn:pulumi:dev::project::snyk-broker:index:BrokerClient::client";
  const type = "kubernetes:apps/v1:Deployment";
  const urn = `urn:pulumi:dev::project::snyk-broker:index:BrokerClient$${type}::client`;
  const source = `urn:pulumi:dev::project::pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration::${of}`;
  return deployments.map((name, index) => ({
    op: index === deployments.length - 1 ? "same" : "delete",
    urn,
    newState: {
      urn,
      type,
      parent,
      inputs: { ...inputs, metadata: { name } },
      dependencies: of === NOBODY ? [] : [source],
    },
  }));
}
