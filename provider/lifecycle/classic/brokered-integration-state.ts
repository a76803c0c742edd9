import { z } from "zod";
import { checkedInputs, type CheckedInputs } from "./brokered-integration-inputs";
import { readStored, SCHEMA_VERSION } from "../engine/stored-state";
import type { Properties } from "../engine/protocol";

/** How a token came to us, which decides whether it is live. */
export type TokenSource = "enable" | "provision" | "adopt";

/** Inputs that are used once and not kept in the outputs: tokens that would be stored a second time. */
const USED_ONCE = ["adopt", "provisionalToken", "assumeNotBrokered"] as const;

const storedInputs = checkedInputs.omit({ adopt: true, provisionalToken: true, assumeNotBrokered: true });

/** Every shape that a release has stored. A newer shape is a further member; none is ever taken away. */
const stateSchema = storedInputs.extend({
  schemaVersion: z.literal(SCHEMA_VERSION),
  integrationId: z.string(),
  /** Which creation of the integration this is; see `newInstance`. Missing where it was created before there were any. */
  instance: z.string().optional(),
  /** Missing when creation enabled the Broker and got no token yet. */
  brokerToken: z.string().optional(),
  tokenSource: z.enum(["enable", "provision", "adopt"]),
  /** The generation for which this token was provisioned, or 0 for a token that was live at once. */
  provisionedGeneration: z.number().int(),
  /** Fingerprint of the `provisionalToken` that was used last: it is not used twice. */
  usedProvisional: z.string().optional(),
});

const tokenState = stateSchema.pick({
  integrationId: true,
  instance: true,
  brokerToken: true,
  tokenSource: true,
  provisionedGeneration: true,
  usedProvisional: true,
});

export type BrokeredIntegrationState = z.output<typeof stateSchema>;

/** What a state adds to the inputs. */
export type TokenState = z.output<typeof tokenState>;

/** @throws UserError */
export function readState(outputs: Properties): BrokeredIntegrationState {
  return readStored(stateSchema, outputs);
}

export function integrationState(inputs: CheckedInputs, token: TokenState): BrokeredIntegrationState {
  const fields = Object.fromEntries(Object.entries(inputs).filter(([name]) => !isUsedOnce(name)));
  // A whole former state is a `TokenState` as well: what it knows beyond the token must not overrule the inputs.
  return stateSchema.parse({ ...fields, schemaVersion: SCHEMA_VERSION, ...tokenState.parse(token) });
}

/** The inputs as a refresh stores them. The next `check` overwrites all that a program writes. */
export function inputsOf(state: BrokeredIntegrationState): Properties {
  return storedInputs.parse(state);
}

function isUsedOnce(name: string): boolean {
  return (USED_ONCE as readonly string[]).includes(name);
}

/** Pulumi's id of the resource: Snyk's of the integration, and which creation of it this is. */
export function idOf({ integrationId, instance }: Pick<TokenState, "integrationId" | "instance">): string {
  return instance === undefined ? integrationId : `${integrationId}/${instance}`;
}
