/** Builds what `pulumi preview --json` prints, for cases that are hard to bring about on an engine. */

export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly oldState?: PreviewedState;
  readonly newState?: PreviewedState;
}

type Properties = Readonly<Record<string, unknown>>;

export interface PreviewedState {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Properties;
  readonly outputs?: Properties;
  readonly dependencies?: readonly string[];
  readonly parent?: string;
}

export const ORG = "a0000000-0000-4000-8000-000000000001";
export const OTHER_ORG = "a0000000-0000-4000-8000-000000000002";
/** What the engine prints for a value that it does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What an integration of generation 1 has stored. */
export const STORED = {
  orgId: ORG,
  type: "gitlab",
  brokered: true,
  onDelete: "disable",
  tokenGeneration: 1,
  tokenIssuedOn: "2027-01-01",
  rotationReason: "first token",
};
/** What the clone of such an integration has stored. */
export const CLONED = {
  orgId: OTHER_ORG,
  source: { orgId: ORG, type: "gitlab", id: "b0000000-0000-4000-8000-000000000002/k3x9qd" },
};
/** What a clone had stored in the first releases. */
export const CLONED_BEFORE = {
  orgId: OTHER_ORG,
  type: "gitlab",
  sourceOrgId: ORG,
  sourceIntegrationId: "b0000000-0000-4000-8000-000000000002",
  brokered: true,
  onDelete: "disable",
};
/** What a due rotation writes over an integration. */
export const ROTATED = {
  tokenGeneration: 2,
  tokenIssuedOn: "2027-04-01",
  rotationReason: "due since 2027-04-01",
};

export function previewWith(steps: readonly PreviewStep[], rest: Properties = {}): Buffer {
  return Buffer.from(JSON.stringify({ steps, duration: 1, changeSummary: {}, ...rest }));
}

interface Change {
  readonly name?: string;
  readonly before?: Properties;
  /** What the provider had returned beside the inputs. */
  readonly outputs?: Properties;
  readonly after?: Properties;
}

export function integration(
  op: string,
  { before, after, name = "gitlab", outputs = { brokerToken: "[secret]", provisionedGeneration: 0 } }: Change,
): PreviewStep {
  return step(
    op,
    "pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration",
    { name, before, after, outputs },
    [],
  );
}

export function clone(op: string, { name = "clone", ...change }: Change, of = "gitlab"): PreviewStep {
  const source = urnOf("pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration", of);
  return step(op, "pulumi-nodejs:dynamic/snyk-broker:ClonedIntegration", { name, ...change }, [source]);
}

/** In place of an integration's name: the integration is in another stack. */
export const NOBODY = "";

export function tokenSwitch(op: string, { name = "switch", ...change }: Change, of = "gitlab"): PreviewStep {
  const source = urnOf("pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration", of);
  const sources = of === NOBODY ? [] : [source];
  return step(op, "pulumi-nodejs:dynamic/snyk-broker:TokenSwitch", { name, ...change }, sources);
}

/** A Secret of the user's own that holds the token. */
export function secret(op: string, { name = "token", ...change }: Change, of = "gitlab"): PreviewStep {
  const source = urnOf("pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration", of);
  return step(op, "kubernetes:core/v1:Secret", { name, ...change }, [source]);
}

function step(
  op: string,
  type: string,
  { name = "", before, after, outputs }: Change,
  dependencies: readonly string[],
): PreviewStep {
  const urn = urnOf(type, name);
  return {
    op,
    urn,
    ...(before && {
      oldState: { urn, type, inputs: before, outputs: { ...before, ...outputs }, dependencies },
    }),
    ...(after && {
      newState: {
        urn,
        type,
        inputs: after,
        ...(op === "same" && { outputs: { ...after, ...outputs } }),
        dependencies,
      },
    }),
  };
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::project::${type}::${name}`;
}
