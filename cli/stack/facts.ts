import { z } from "zod";
import { apiConnection } from "../../provider/lifecycle/classic/fields";
import { containsUnknown } from "../../provider/lifecycle/engine/unknown";
import type { ResourceState } from "./preview";

/** How the engine prints a secret. */
const SECRET = "[secret]";

/** Reads one property, whatever it holds. */
type Field<T> = (value: unknown) => T;

/**
 * A property as a preview has it. Left out: what is not known yet, what is secret, and what has not the expected
 * type; so nothing that is not known to be harmless gets any further.
 */
function known<T>(type: z.ZodType<T>): Field<T | undefined> {
  return (value) => (value === SECRET || containsUnknown(value) ? undefined : type.safeParse(value).data);
}

/** Whether a property is there, whatever it holds. */
const present: Field<boolean> = (value) => value !== undefined && value !== null;

const text = known(z.string());
const number = known(z.number());
const flag = known(z.boolean());
const onDelete = known(z.enum(["disable", "retain"]));
/** Where its API is, and the name of the place that holds the key. */
const api = known(apiConnection);

export const integrationFacts = reader({
  orgId: text,
  type: text,
  tokenGeneration: number,
  tokenIssuedOn: text,
  rotationReason: text,
  rotationDeferred: present,
  enabledGeneration: number,
  brokered: flag,
  universalConnection: text,
  onDelete,
  sharedWith: known(z.array(z.string())),
  provisionedGeneration: number,
  switchedElsewhere: flag,
  adopt: present,
  provisionalToken: present,
  usedProvisional: present,
  brokerToken: present,
  integrationId: text,
  instance: text,
  api,
});

export const cloneFacts = reader(
  {
    orgId: text,
    type: text,
    sourceOrgId: text,
    sourceId: text,
    sourceEnabledGeneration: number,
    brokered: flag,
    universalConnection: text,
    onDelete,
    adopt: flag,
    integrationId: text,
    api,
  },
  sourceApart,
);

export const switchFacts = reader({
  orgId: text,
  type: text,
  tokenGeneration: number,
  provisionedGeneration: number,
  liveGeneration: number,
  integrationId: text,
  instance: text,
  api,
});

export const organizationFacts = reader({ orgId: text, name: text });

/** Of a Kubernetes object: its name carries that of the token. */
export const objectFacts = reader({ metadata: known(z.object({ name: z.string() })) });

export type IntegrationFacts = FactsOf<typeof integrationFacts>;
export type CloneFacts = FactsOf<typeof cloneFacts>;
export type SwitchFacts = FactsOf<typeof switchFacts>;

/** Reads a state in two ways, which differ where a run did not get to the end of what its inputs say. */
export interface Reader<Facts> {
  /** What a resource is: its outputs say it, and its inputs what they lack. */
  readonly is: (state: Properties) => Facts;
  /** What it is to become: its inputs say it, and its outputs what else is known. */
  readonly becomes: (state: Properties) => Facts;
}
type FactsOf<Read> = Read extends Reader<infer Facts> ? Facts : never;
type Properties = Pick<ResourceState, "outputs" | "inputs">;
type Bag = Readonly<Record<string, unknown>>;

/**
 * Reads these properties and no others.
 * @param current Makes of what any release has stored what the fields are called here.
 */
function reader<Fields extends Readonly<Record<string, Field<unknown>>>>(
  fields: Fields,
  current: (properties: Bag) => Bag = (properties) => properties,
): Reader<{ readonly [Name in keyof Fields]: ReturnType<Fields[Name]> }> {
  const read = (...all: readonly (Bag | null | undefined)[]) => {
    const properties = all.reduce<Bag>((merged, each) => ({ ...merged, ...current(each ?? {}) }), {});
    const facts = Object.entries(fields).map(([name, field]) => [name, field(properties[name])] as const);
    return Object.fromEntries(facts) as { readonly [Name in keyof Fields]: ReturnType<Fields[Name]> };
  };
  return {
    is: ({ inputs, outputs }) => read(inputs, outputs),
    becomes: ({ inputs, outputs }) => read(outputs, inputs),
  };
}

/** What it is a clone of, part by part: a preview may know some of them. The first releases stored them apart already. */
function sourceApart({ source, sourceIntegrationId, ...properties }: Bag): Bag {
  const apart = z.record(z.string(), z.unknown()).safeParse(source).data;
  if (apart === undefined)
    return { ...properties, ...(sourceIntegrationId !== undefined && { sourceId: sourceIntegrationId }) };
  const { orgId, type, id, enabledGeneration } = apart;
  return {
    ...properties,
    type,
    sourceOrgId: orgId,
    sourceId: id,
    sourceEnabledGeneration: enabledGeneration,
  };
}
