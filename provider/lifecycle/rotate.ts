import { UserError } from "../snyk/errors";
import type { CheckedInputs } from "./brokered-integration-inputs";
import type { BrokeredIntegrationState, TokenState } from "./brokered-integration-state";
import { type Context, integrationKey } from "./context";
import { enableBroker, fingerprint } from "./issue-token";
import { PendingElsewhere, provisionFirstToken, provisionToken } from "./provision-token";

/** A token that came with enabling the Broker: live at once. */
export const ENABLED = { tokenSource: "enable", provisionedGeneration: 0 } as const;

/**
 * The token of the next generation: from the journal, from the user, from Snyk; or that of the last generation, `olds`,
 * which was never switched.
 */
export async function rotate(
  ctx: Context,
  olds: BrokeredIntegrationState,
  news: CheckedInputs,
): Promise<TokenState> {
  const { integrationId, usedProvisional } = olds;
  const issued = { integrationId, usedProvisional, ...provisioned(news) };
  const entry = ctx.journal.find(integrationKey(ctx, news));

  // A run that was killed between Snyk's answer and the checkpoint.
  if (entry?.token !== undefined && entry.generation === news.tokenGeneration) {
    return { ...issued, brokerToken: entry.token };
  }
  const given = unused(olds, news);
  if (given !== undefined) return { ...issued, brokerToken: given, usedProvisional: fingerprint(given) };
  const unswitched = entry?.operation === "provision" && entry.generation === olds.tokenGeneration;
  // Another stack's switch leaves no note here; Snyk refuses below while the token is still the provisional one.
  if (unswitched && news.switchedElsewhere !== true) return olds;
  try {
    return { ...issued, brokerToken: await provisionToken(ctx, news, integrationId) };
  } catch (error) {
    if (
      error instanceof PendingElsewhere &&
      entry !== undefined &&
      entry.generation === news.tokenGeneration
    ) {
      ctx.journal.write(integrationKey(ctx, news), entry);
      throw new UserError(
        `${error.message} A run of this stack asked for a token at ${entry.at} and got no answer, so the pending ` +
          `one is most likely that one: take it from the web UI, way (2).`,
      );
    }
    // The journal is gone, as on a fresh CI machine. Our last token may still be the pending one: finish that
    // rotation. The switch, which knows what is live, finds out if it was not ours.
    if (error instanceof PendingElsewhere && olds.tokenSource === "provision") return olds;
    throw error;
  }
}

/** The first token, when creation enabled the Broker and Snyk returned none. */
export async function finishCreation(
  ctx: Context,
  olds: Pick<BrokeredIntegrationState, "integrationId" | "usedProvisional">,
  news: CheckedInputs,
): Promise<TokenState> {
  const { integrationId } = olds;
  const entry = ctx.journal.find(integrationKey(ctx, news));
  const brokerToken =
    entry?.operation === "provision" && entry.token !== undefined
      ? entry.token
      : (unused(olds, news) ?? (await provisionFirstToken(ctx, news, integrationId)));
  const used = brokerToken === news.provisionalToken ? fingerprint(brokerToken) : olds.usedProvisional;
  return { integrationId, brokerToken, usedProvisional: used, ...provisioned(news) };
}

/** A Broker that somebody turned off is enabled again, with whatever token Snyk gives it. */
export async function enableAgain(
  ctx: Context,
  olds: BrokeredIntegrationState,
  news: CheckedInputs,
): Promise<TokenState> {
  const existing = { id: olds.integrationId, type: olds.type, brokered: false };
  const { integrationId, brokerToken } = await enableBroker(ctx, news, existing);
  const { usedProvisional } = olds;
  if (brokerToken !== undefined) return { integrationId, brokerToken, usedProvisional, ...ENABLED };
  return finishCreation(ctx, { integrationId, usedProvisional }, news);
}

/** The provisional token that the user passed, unless it was used before: it may stay in the program. */
function unused(
  { usedProvisional }: Pick<BrokeredIntegrationState, "usedProvisional">,
  { provisionalToken }: CheckedInputs,
): string | undefined {
  if (provisionalToken === undefined || fingerprint(provisionalToken) === usedProvisional) return undefined;
  return provisionalToken;
}

export function provisioned(news: CheckedInputs): Pick<TokenState, "tokenSource" | "provisionedGeneration"> {
  return { tokenSource: "provision", provisionedGeneration: news.tokenGeneration };
}
