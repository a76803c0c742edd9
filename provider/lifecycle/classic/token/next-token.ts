import { UserError } from "../../../snyk/errors";
import type { CheckedInputs } from "../brokered-integration-inputs";
import type { BrokeredIntegrationState, TokenState } from "../brokered-integration-state";
import { type Context } from "../../context";
import { placeOf } from "../identity";
import { enableBroker, fingerprint, type TokenTarget } from "./enable";
import { LOOK_AGAIN, refuseUniversal } from "../universal";
import { PendingElsewhere, provisionFirstToken, provisionToken } from "./provision";

/** A token that came with enabling the Broker: live at once. */
export const ENABLED = { tokenSource: "enable", provisionedGeneration: 0 } as const;

/** The resource, and what it is to have. */
type Wanted = CheckedInputs & Pick<TokenTarget, "instance">;
type Known = Pick<BrokeredIntegrationState, "integrationId" | "usedProvisional" | "instance">;

/** The token of the next generation, from Snyk. */
export async function rotate(
  ctx: Context,
  olds: BrokeredIntegrationState,
  news: Wanted,
): Promise<TokenState> {
  const entry = ctx.ledger.resume(placeOf(ctx, news));
  const begun = entry?.generation === news.tokenGeneration ? entry : undefined;
  try {
    return issued(olds, news, await provisionToken(ctx, news, olds.integrationId));
  } catch (error) {
    if (!(error instanceof PendingElsewhere)) throw error;
    if (begun !== undefined) {
      throw new UserError(
        `${error.message} A run of this stack asked for a token at ${begun.at} and got no answer, so the pending ` +
          `one is most likely that one: take it from the web UI, way (2).`,
      );
    }
    // The journal is gone, as on a fresh CI machine. Our last token may still be the pending one: finish that
    // rotation. The switch, which knows what is live, finds out if it was not ours.
    if (olds.tokenSource !== "provision") throw error;
    ctx.ledger.pending(placeOf(ctx, news), {
      operation: "provision",
      generation: olds.provisionedGeneration,
      instance: olds.instance,
    });
    return olds;
  }
}

/** A token that Snyk has provisioned and that the state does not hold: the run was killed in between. */
export function interruptedToken(
  ctx: Context,
  olds: BrokeredIntegrationState,
  news: Wanted,
): TokenState | undefined {
  const entry = ctx.ledger.resume(placeOf(ctx, news));
  if (entry?.token === undefined || entry.operation !== "provision") return undefined;
  const isFirst = olds.brokerToken === undefined;
  return isFirst || entry.generation === news.tokenGeneration ? issued(olds, news, entry.token) : undefined;
}

/** The first token, when creation enabled the Broker and Snyk returned none. */
export async function finishCreation(ctx: Context, olds: Known, news: Wanted): Promise<TokenState> {
  return issued(olds, news, await provisionFirstToken(ctx, news, olds.integrationId));
}

/** The token that the program hands in, in place of one from Snyk. */
export function givenToken(ctx: Context, olds: Known, news: Wanted): TokenState {
  const { provisionalToken = "", tokenGeneration: generation } = news;
  const step = { operation: "provision", generation, instance: olds.instance } as const;
  ctx.ledger.given(placeOf(ctx, news), step, provisionalToken);
  return { ...issued(olds, news, provisionalToken), usedProvisional: fingerprint(provisionalToken) };
}

function issued(
  { integrationId, instance, usedProvisional }: Known,
  news: CheckedInputs,
  brokerToken: string,
): TokenState {
  return { integrationId, instance, usedProvisional, brokerToken, ...fromProvision(news) };
}

/** A Broker that somebody turned off is enabled again, with whatever token Snyk gives it. */
export async function enableAgain(
  ctx: Context,
  olds: BrokeredIntegrationState,
  news: Wanted,
): Promise<TokenState> {
  await refuseUniversal(ctx, olds, LOOK_AGAIN);
  const existing = { id: olds.integrationId, type: olds.type, brokered: false };
  const { integrationId, brokerToken } = await enableBroker(ctx, news, existing);
  const { instance, usedProvisional } = olds;
  if (brokerToken !== undefined) return { integrationId, instance, brokerToken, usedProvisional, ...ENABLED };
  return firstToken(ctx, { integrationId, instance, usedProvisional }, news);
}

/** What a Broker that Snyk has enabled without a token gets: the given token, else a provisioned one. */
export function firstToken(ctx: Context, olds: Known, news: Wanted): Promise<TokenState> | TokenState {
  return isGiven(olds, news) ? givenToken(ctx, olds, news) : finishCreation(ctx, olds, news);
}

/** Whether the program hands in a provisional token that was not used before: it may stay in the program. */
export function isGiven(
  { usedProvisional }: Pick<BrokeredIntegrationState, "usedProvisional">,
  { provisionalToken }: CheckedInputs,
): boolean {
  return provisionalToken !== undefined && fingerprint(provisionalToken) !== usedProvisional;
}

export function fromProvision(
  news: CheckedInputs,
): Pick<TokenState, "tokenSource" | "provisionedGeneration"> {
  return { tokenSource: "provision", provisionedGeneration: news.tokenGeneration };
}
