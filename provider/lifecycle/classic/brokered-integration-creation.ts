import type { ListedIntegration } from "../../snyk/api";
import { UserError } from "../../snyk/errors";
import { type CheckedInputs, checkedInputs } from "./brokered-integration-inputs";
import { type BrokeredIntegrationState, idOf, integrationState } from "./brokered-integration-state";
import { type Context } from "../context";
import { placeOf } from "./identity";
import { PartialFailure } from "../engine/partial-failure";
import { isUnknownOutcome } from "../../snyk/errors";
import { enableBroker } from "./token/enable";
import type { JournalEntry } from "../ledger/journal";
import { newInstance } from "../ledger/ledger";
import { observeType } from "./observe/integrations";
import { ENABLED, firstToken, fromProvision } from "./token/next-token";
import type { Created, Properties } from "../engine/protocol";
import { NOT_FOR_CLASSIC, refuseUniversal } from "./universal";

export async function create(
  ctx: Context,
  properties: Properties,
): Promise<Created<BrokeredIntegrationState>> {
  const inputs = checkedInputs.parse(properties);
  const place = placeOf(ctx, inputs);
  ctx.ledger.holders.attempt(place);
  const existing = await observeType(ctx.api, inputs.orgId, inputs.type);
  const wanted = { ...inputs, instance: newInstance() };
  const state = await firstState(ctx, wanted, existing);
  ctx.ledger.hold(place, wanted.instance, existing !== undefined);
  return { id: idOf(state), outs: state };
}

async function firstState(
  ctx: Context,
  inputs: CheckedInputs & { readonly instance: string },
  existing: ListedIntegration | undefined,
): Promise<BrokeredIntegrationState> {
  const { instance } = inputs;
  if (existing && existing.brokered !== false) await refuseUniversal(ctx, inputs, NOT_FOR_CLASSIC);
  if (inputs.adopt) return adopted(inputs, instance, inputs.adopt.brokerToken, existing);

  const interrupted = interruptedCreation(ctx, inputs);
  if (existing && existing.brokered !== false) {
    if (ctx.ledger.holders.isHeld(placeOf(ctx, inputs))) throw heldAlready(inputs);
    if (interrupted?.token !== undefined) {
      ctx.ledger.handOn(placeOf(ctx, inputs), instance);
      const source = interrupted.operation === "provision" ? fromProvision(inputs) : ENABLED;
      return integrationState(inputs, {
        integrationId: existing.id,
        instance,
        brokerToken: interrupted.token,
        ...source,
      });
    }
    if (interrupted === undefined) refuseTakeOver(inputs, existing);
  }

  const { integrationId, brokerToken } = await enableBroker(ctx, inputs, existing).catch(
    async (error: unknown) => {
      throw await knownToBeThere(ctx, inputs, error);
    },
  );
  if (brokerToken !== undefined)
    return integrationState(inputs, { integrationId, instance, brokerToken, ...ENABLED });
  try {
    return integrationState(inputs, await firstToken(ctx, { integrationId, instance }, inputs));
  } catch (error) {
    const state = integrationState(inputs, { integrationId, instance, ...fromProvision(inputs) });
    throw error instanceof UserError ? partly(ctx, state, error) : error;
  }
}

/** It is in the state, and has to be held as if it were whole. */
function partly(ctx: Context, state: BrokeredIntegrationState, reason: UserError): PartialFailure {
  if (state.instance !== undefined) ctx.ledger.hold(placeOf(ctx, state), state.instance, true);
  return new PartialFailure(idOf(state), state, reason);
}

/** What a killed creation has left behind. A note of a rotation says nothing about who enabled the Broker. */
function interruptedCreation(ctx: Context, inputs: CheckedInputs): JournalEntry | undefined {
  const entry = ctx.ledger.resume(placeOf(ctx, inputs));
  const isCreation = entry?.operation === "enable" || entry?.operation === "provision";
  return isCreation && entry.generation === inputs.tokenGeneration ? entry : undefined;
}

/**
 * An integration that Snyk has made, and whose answer was lost for good, belongs in the state: `destroy` must find
 * it. Its token is unknown, so the next `up` enables it again.
 */
async function knownToBeThere(
  ctx: Context,
  inputs: CheckedInputs & { readonly instance: string },
  error: unknown,
): Promise<unknown> {
  if (!isUnknownOutcome(error)) return error;
  const found = await observeType(ctx.api, inputs.orgId, inputs.type).catch(() => undefined);
  if (found === undefined || found.brokered === false) return error;
  const token = { integrationId: found.id, instance: inputs.instance, ...ENABLED };
  return partly(ctx, { ...integrationState(inputs, token), brokered: false }, error);
}

function adopted(
  inputs: CheckedInputs,
  instance: string,
  brokerToken: string,
  existing: ListedIntegration | undefined,
): BrokeredIntegrationState {
  const place = `${inputs.type} in organization ${inputs.orgId}`;
  if (existing === undefined || existing.brokered === false) {
    const why = existing === undefined ? "there is no such integration" : "its Broker is not enabled";
    throw new UserError(
      `Could not adopt ${place}: ${why}. Remove \`adopt\`, and it is enabled with a new token.`,
    );
  }
  const source = { tokenSource: "adopt", provisionedGeneration: 0 } as const;
  return integrationState(inputs, { integrationId: existing.id, instance, brokerToken, ...source });
}

/** Two resources of one name and place, or one that takes the place of another that is still there. */
function heldAlready({ orgId, type }: CheckedInputs): UserError {
  return new UserError(
    `${type} in organization ${orgId} is held by another resource of this program, which is still in the state. Snyk ` +
      `has one integration of a type in an organization: declare it once. Nothing was changed.`,
  );
}

function refuseTakeOver(
  { orgId, type, assumeNotBrokered }: CheckedInputs,
  existing: ListedIntegration,
): void {
  const place = `${type} in organization ${orgId}`;
  const adopt =
    "set `adopt: { brokerToken }` with the token that Snyk's web UI shows under Broker Credentials";
  if (existing.brokered === true) {
    throw new UserError(
      `${place} is brokered already, and enabling it again could cut off its client. Nothing was changed. If it is ` +
        `this stack's: a resource that was only renamed or moved needs an alias (\`aliases\`); one that was marked for ` +
        `replacement (\`--replace\`, \`pulumi state taint\`) goes on after \`pulumi state untaint\`, and another text as ` +
        `its \`rotation.trigger\` gives it a new token. If it was set up by other means: to take it over as it is, ${adopt}.`,
    );
  }
  if (assumeNotBrokered !== true) {
    throw new UserError(
      `${place} exists already, and Snyk does not say whether its Broker is enabled (the REST API refused). Nothing was ` +
        `changed. If this stack had it under another name, give the resource an alias; if it is brokered by other means, ` +
        `${adopt}; if it is not, set \`assumeNotBrokered: true\`.`,
    );
  }
}
