import { type NextStep, nextStep } from "../../provider/lifecycle/classic/token/next-step";
import type { IntegrationFacts } from "./facts";
import type { Change } from "./change";
import type { SharingSet } from "./sharing-sets";

/**
 * What becomes of the token of an integration that is updated. The provider decides it, by the same function: here is
 * only what it is asked.
 */
export function tokenStep(set: SharingSet): NextStep {
  const { effect, before, after } = set.integration;
  if (effect !== "update" || before === undefined) return "keep";
  const { tokenGeneration = 0 } = before;
  return nextStep(
    {
      brokered: before.brokered !== false,
      universal: before.universalConnection !== undefined,
      hasToken: before.brokerToken,
      tokenGeneration,
      unswitched: isUnswitched(set) && after?.switchedElsewhere !== true,
    },
    { tokenGeneration: after?.tokenGeneration ?? tokenGeneration, given: isGiven(set.integration) },
  );
}

/**
 * Whether the program hands in a token that was not used yet. Preview and state print a secret alike, whatever it is:
 * where one was used before and one is still there, it is taken for the same.
 */
function isGiven({ before, after }: Change<IntegrationFacts>): boolean {
  if (after?.provisionalToken !== true) return false;
  return !(before?.usedProvisional && before.provisionalToken);
}

/** Whether the token was provisioned, and no switch of this stack has made it the live one. */
export function isUnswitched(set: SharingSet): boolean {
  const provisioned = presentOf(set)?.provisionedGeneration ?? 0;
  return provisioned > 0 && (liveGeneration(set) ?? 0) < provisioned;
}

/** The generation that is live, as far as a switch of this stack knows. */
export function liveGeneration(set: SharingSet): number | undefined {
  const { instance } = presentOf(set) ?? {};
  // Another creation of the integration has counted its tokens from 1 again.
  const known = set.switches.flatMap(({ before }) =>
    before?.instance === instance ? (before?.liveGeneration ?? []) : [],
  );
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Whether Snyk has sent to a token of it before this run. */
export function wasLive(set: SharingSet): boolean {
  const present = presentOf(set);
  if (!present?.brokerToken) return false;
  if (!isUnswitched(set)) return true;
  // Of an unswitched token there was another one before it, unless it stands in for what enabling did not return.
  const { provisionedGeneration = 0, enabledGeneration = 1 } = present;
  return provisionedGeneration > enabledGeneration;
}

/** Whether a switch of this stack makes a call. */
export function isSwitched(set: SharingSet): boolean {
  return set.switches.some(({ effect, after }) => {
    if (effect === "same" || effect === "delete") return false;
    const generation = after?.tokenGeneration ?? presentOf(set)?.tokenGeneration ?? 0;
    return provisionedThen(set) > 0 && (liveGeneration(set) ?? 0) < generation;
  });
}

/** The generation for which the token was provisioned that the run ends with; 0 for one that is live at once. */
function provisionedThen(set: SharingSet): number {
  const { effect, after } = set.integration;
  if (effect === "create" || effect === "replace") return 0;
  switch (tokenStep(set)) {
    case "keep":
    case "finish rotation":
      return presentOf(set)?.provisionedGeneration ?? 0;
    case "enable again":
      return 0;
    case "finish creation":
    case "finish creation with the given token":
    case "rotate":
    case "rotate to the given token":
      return after?.tokenGeneration ?? 0;
  }
}

/** What it is before the run. Of an integration in another stack only what that one hands over is known. */
function presentOf({ foreign, integration: { before, after } }: SharingSet): IntegrationFacts | undefined {
  return foreign ? after : before;
}
