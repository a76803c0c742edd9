import { z } from "zod";
import { apiConnection } from "../../provider/lifecycle/brokered-integration-inputs";
import { containsUnknown } from "../../provider/lifecycle/unknown";
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
  brokered: flag,
  onDelete,
  sharedWith: known(z.array(z.string())),
  provisionedGeneration: number,
  adopt: present,
  provisionalToken: present,
  brokerToken: present,
  integrationId: text,
  api,
});

export const cloneFacts = reader({
  orgId: text,
  type: text,
  sourceOrgId: text,
  sourceEnabledGeneration: number,
  brokered: flag,
  onDelete,
  adopt: flag,
  integrationId: text,
  api,
});

export const switchFacts = reader({
  orgId: text,
  type: text,
  tokenGeneration: number,
  provisionedGeneration: number,
  liveGeneration: number,
  integrationId: text,
  api,
});

export const organizationFacts = reader({ orgId: text, name: text });

/** Of a Kubernetes object: its name carries the generation of the token. */
export const objectFacts = reader({ metadata: known(z.object({ name: z.string() })) });

export type IntegrationFacts = Facts<typeof integrationFacts>;
export type CloneFacts = Facts<typeof cloneFacts>;
export type SwitchFacts = Facts<typeof switchFacts>;
type Facts<Read extends (state: ResourceState) => unknown> = ReturnType<Read>;

/** Reads these properties and no others. The inputs are what is wanted, the outputs what else is known. */
function reader<Fields extends Readonly<Record<string, Field<unknown>>>>(fields: Fields) {
  return ({
    outputs,
    inputs,
  }: Pick<ResourceState, "outputs" | "inputs">): {
    readonly [Name in keyof Fields]: ReturnType<Fields[Name]>;
  } => {
    const properties: Record<string, unknown> = { ...outputs, ...inputs };
    const facts = Object.entries(fields).map(([name, read]) => [name, read(properties[name])] as const);
    return Object.fromEntries(facts) as { readonly [Name in keyof Fields]: ReturnType<Fields[Name]> };
  };
}
