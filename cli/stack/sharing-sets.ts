import { componentType, RESOURCE_TYPE_PREFIX } from "../../provider/type-tokens";
import {
  cloneFacts,
  type CloneFacts,
  integrationFacts,
  type IntegrationFacts,
  objectFacts,
  organizationFacts,
  type Reader,
  switchFacts,
  type SwitchFacts,
} from "./facts";
import type { Change } from "./change";
import { type Held, heldBy } from "./places";
import type { Preview, ResourceChange, ResourceState } from "./preview";

/** What runs with a token: a `BrokerClient`, or whatever else in the program takes the token. */
export interface TokenUser {
  readonly name: string;
  readonly kind: "BrokerClient" | "other";
  /** What it is called in Kubernetes, by generation. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** An integration and all that uses its token, within this stack. */
export interface SharingSet {
  /** Whether the integration is in another stack, which hands its token over to this one. */
  readonly foreign: boolean;
  readonly integration: Change<IntegrationFacts> & Held;
  readonly clones: readonly (Change<CloneFacts> & Held)[];
  readonly switches: readonly Change<SwitchFacts>[];
  readonly users: readonly TokenUser[];
}

const CLIENT = componentType("BrokerClient");
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

/**
 * Puts together what belongs together. The engine lists resources one by one, each with what it depends on, and in no
 * particular order; here they are in order of their names, so that the same preview reads the same.
 */
export function sharingSets({ resources }: Preview): readonly SharingSet[] {
  const integrations = ofKind(resources, "BrokeredIntegration", integrationFacts);
  const clones = byName(ofKind(resources, "ClonedIntegration", cloneFacts));
  const switches = ofKind(resources, "TokenSwitch", switchFacts);
  const hidden = [...clones, ...switches]
    .map(({ source }) => source)
    .filter((urn): urn is string => urn !== undefined && !integrations.some((each) => each.urn === urn));

  const sources = byName([
    ...integrations,
    ...[...new Set(hidden)].map((urn) => unlisted(urn, clones, switches)),
  ]);
  const holders = [...sources, ...clones];
  const own = sources.map((integration) => ({
    foreign: false,
    integration: { ...integration, heldBy: heldBy(integration, holders) },
    clones: clones
      .filter(({ source }) => source === integration.urn)
      .map((clone) => ({ ...clone, heldBy: heldBy(clone, holders) })),
    switches: switches.filter(({ source }) => source === integration.urn),
    users: usersOf(integration.urn, resources),
  }));
  return [...own, ...switches.filter(({ source }) => source === undefined).map(handedOver)];
}

/** A switch of another stack's integration: this stack has the clients. */
function handedOver(tokenSwitch: Change<SwitchFacts>): SharingSet {
  const integration = {
    ...tokenSwitch,
    effect: "same",
    before: undefined,
    after: handOver(tokenSwitch.after),
    heldBy: undefined,
  } as const;
  return { foreign: true, integration, clones: [], switches: [tokenSwitch], users: [] };
}

/** What a switch knows of an integration that is not listed. */
function handOver(facts: SwitchFacts | undefined): IntegrationFacts {
  const { orgId, type, tokenGeneration, provisionedGeneration, integrationId, instance, api } = facts ?? {};
  const inputs = { orgId, type, tokenGeneration, provisionedGeneration, integrationId, instance, api };
  // One without a token would be listed: something happens to it.
  return { ...integrationFacts.is({ inputs }), brokerToken: true };
}

interface Dependent<Facts> extends Change<Facts> {
  /** URN of the BrokeredIntegration that it belongs to. */
  readonly source: string | undefined;
}

function ofKind<Facts>(
  resources: readonly ResourceChange[],
  kind: string,
  read: Reader<Facts>,
): readonly Dependent<Facts>[] {
  return resources
    .filter((resource) => typeOf(resource) === `${RESOURCE_TYPE_PREFIX}${kind}`)
    .map((resource) => ({
      urn: resource.urn,
      name: nameOf(resource.urn),
      effect: resource.effect,
      before: resource.before && read.is(resource.before),
      after: resource.after && read.becomes(resource.after),
      source: dependencies(resource).find((urn) => isIntegration(urn)),
    }));
}

/** An integration that the preview does not list because nothing happens to it: what belongs to it says where it is. */
function unlisted(
  urn: string,
  clones: readonly Dependent<CloneFacts>[],
  switches: readonly Dependent<SwitchFacts>[],
): Change<IntegrationFacts> {
  const clone = clones.find(({ source }) => source === urn);
  const tokenSwitch = switches.find(({ source }) => source === urn);
  const cloned = clone?.after ?? clone?.before;
  const known = handOver(tokenSwitch?.after ?? tokenSwitch?.before);
  // Its token is the one that the switch had last, whatever the switch is told now.
  const provisionedGeneration = known.provisionedGeneration ?? tokenSwitch?.before?.provisionedGeneration;
  const facts = {
    ...known,
    type: cloned?.type ?? known.type,
    orgId: cloned?.sourceOrgId ?? known.orgId,
    provisionedGeneration,
  };
  return { urn, name: nameOf(urn), effect: "same", before: facts, after: facts };
}

function usersOf(integration: string, resources: readonly ResourceChange[]): readonly TokenUser[] {
  return usersAmong(
    resources.filter(
      (resource) =>
        !typeOf(resource).startsWith(RESOURCE_TYPE_PREFIX) && dependencies(resource).includes(integration),
    ),
  );
}

/** Clients whose token was given to them, or comes from another stack. */
export function clientsOfOtherTokens({ resources }: Preview): readonly TokenUser[] {
  return usersAmong(
    resources.filter(
      (resource) =>
        typeOf(resource) === DEPLOYMENT &&
        typeName((resource.after ?? resource.before)?.parent ?? "") === CLIENT &&
        !dependencies(resource).some(isIntegration),
    ),
  );
}

/** Organizations that the stack has made, by id. */
export function organizationNames({ resources }: Preview): ReadonlyMap<string, string> {
  const named = resources
    .filter((resource) => typeOf(resource) === `${RESOURCE_TYPE_PREFIX}Organization`)
    .map(({ before, after }) => organizationFacts.becomes(after ?? before ?? {}));
  return new Map(named.flatMap(({ orgId, name }) => (orgId === undefined ? [] : [[orgId, name ?? orgId]])));
}

function usersAmong(resources: readonly ResourceChange[]): readonly TokenUser[] {
  const users = new Map<string, { kind: TokenUser["kind"]; before: Set<string>; after: Set<string> }>();
  for (const resource of resources) {
    const parent = (resource.after ?? resource.before)?.parent ?? "";
    const isClient = typeName(parent) === CLIENT;
    const owner = isClient ? parent : resource.urn;
    const user = users.get(owner) ?? {
      kind: isClient ? "BrokerClient" : "other",
      before: new Set(),
      after: new Set(),
    };
    users.set(owner, user);
    if (!isClient || typeOf(resource) === DEPLOYMENT) {
      addName(user.before, resource.before);
      addName(user.after, resource.after);
    }
  }
  const all = [...users].map(([urn, { kind, before, after }]) => ({
    name: nameOf(urn),
    kind,
    before: [...before],
    after: [...after],
  }));
  return byName(all);
}

function byName<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return [...all].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
}

function addName(names: Set<string>, state: ResourceState | undefined): void {
  const name = state && objectFacts.becomes(state).metadata?.name;
  if (name !== undefined) names.add(name);
}

function dependencies({ before, after }: ResourceChange): readonly string[] {
  return (after ?? before)?.dependencies ?? [];
}

function typeOf({ before, after }: ResourceChange): string {
  return (after ?? before)?.type ?? "";
}

function isIntegration(urn: string): boolean {
  return typeName(urn) === `${RESOURCE_TYPE_PREFIX}BrokeredIntegration`;
}

/** The type in `urn:pulumi:stack::project::Parent$Type::name`. */
function typeName(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The name in a URN; it may contain `::` itself. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}
