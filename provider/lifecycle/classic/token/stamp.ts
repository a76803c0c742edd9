import type { WrittenInputs } from "../brokered-integration-inputs";
import type { CheckContext } from "../../context";
import { budgetKey, placeOf, rotationGroup } from "../identity";
import { addDays, type Day } from "./day";
import { rotationDue } from "./schedule";
import type { PreviousToken, TokenStamps } from "./stamps";
import { isUnknown, type MaybeKnown } from "../../engine/unknown";

/**
 * The token's part of the inputs: the previous stamps, or new ones when a rotation is due. Everything that follows,
 * the preview included, only compares them.
 */
export function stampToken(
  ctx: CheckContext,
  previous: PreviousToken | undefined,
  inputs: MaybeKnown<WrittenInputs>,
): TokenStamps {
  if (previous === undefined) return firstStamps(ctx, inputs);
  if (previous.universalConnection !== undefined) return unchanged(previous);
  const { orgId, type, groupId, api, rotation = {} } = inputs;
  if (isUnknown(rotation) || isUnknown(orgId) || isUnknown(type) || isUnknown(groupId) || isUnknown(api)) {
    const { rotationReason, rotationDeferred } = previous;
    return { ...unchanged(previous), rotationReason, rotationDeferred };
  }

  const seed = budgetKey({ orgId, type });
  const fromToday = countedFromToday(ctx, previous, { orgId, type });
  const due = rotationDue(
    { ...previous, rotationAnchor: fromToday ?? previous.rotationAnchor },
    rotation,
    ctx.today,
    seed,
  );
  if (due === undefined)
    return fromToday === undefined
      ? unchanged(previous)
      : { ...unchanged(previous), rotationAnchor: fromToday };

  const needsProvision = previous.brokered;
  const group = rotationGroup(ctx.provisionScope, { orgId, type, groupId, api });
  if (needsProvision && !ctx.budget.grant(group, seed)) {
    ctx.log(
      `${type} in organization ${orgId}: rotation deferred to the next run (${due.reason}); others of its group rotate ` +
        `first, and Snyk allows one at a time. Set snyk-broker:rotationsPerRun to change how many.`,
    );
    const stays = unchanged(previous);
    const rotationReason = `${stays.rotationReason}${DEFERRED}${due.reason}`;
    return { ...stays, rotationReason, rotationDeferred: due.cause };
  }
  const tokenGeneration = Math.max(previous.tokenGeneration, lastGeneration(ctx, { orgId, type, api })) + 1;
  return {
    tokenGeneration,
    tokenIssuedOn: ctx.today,
    rotationAnchor: due.anchor === ctx.today ? undefined : due.anchor,
    rotationReason: due.reason,
    enabledGeneration: due.cause === "turned off" ? tokenGeneration : previous.enabledGeneration,
    brokered: true,
  };
}

/**
 * A day that has not come yet was written by a run with a wrong clock, and the schedule would stand still until then. A
 * day's difference is two machines around midnight.
 * @returns the day to count from in its place
 */
function countedFromToday(
  { today, log }: CheckContext,
  { tokenIssuedOn, rotationAnchor = tokenIssuedOn }: PreviousToken,
  { orgId, type }: { readonly orgId: string; readonly type: string },
): Day | undefined {
  if (tokenIssuedOn <= addDays(today, 1)) return undefined;
  const stands = rotationAnchor > addDays(today, 1);
  log(
    `${type} in organization ${orgId}: its token was issued on ${tokenIssuedOn}, says the state, and today is ${today} ` +
      `(UTC): that run had a wrong clock, or SNYK_BROKER_TODAY. Its schedule counts from ${stands ? today : rotationAnchor}.`,
  );
  return stands ? today : undefined;
}

/** A restored backup may be older than what was issued since: names of its clients are not given out a second time. */
function lastGeneration(
  { ledger, origin }: CheckContext,
  { orgId, type, api }: { readonly orgId: string; readonly type: string; readonly api?: unknown },
): number {
  const at = origin(api);
  return at === undefined ? 0 : ledger.lastGeneration(placeOf({ origin: at }, { orgId, type }));
}

/** Between the reason of the present generation and that of the next one, which has to wait. */
const DEFERRED = "; its rotation is deferred to the next run, others of its group go first: ";

function unchanged({
  tokenGeneration,
  tokenIssuedOn,
  rotationAnchor,
  rotationReason,
  enabledGeneration,
  brokered,
  universalConnection,
}: TokenStamps): TokenStamps {
  const [ownReason = rotationReason] = rotationReason.split(DEFERRED);
  return {
    tokenGeneration,
    tokenIssuedOn,
    rotationAnchor,
    rotationReason: ownReason,
    enabledGeneration,
    brokered,
    universalConnection,
  };
}

function firstStamps(ctx: CheckContext, { adopt }: MaybeKnown<WrittenInputs>): TokenStamps {
  const issuedOn = (isUnknown(adopt) ? undefined : adopt?.tokenIssuedOn) ?? ctx.today;
  return {
    tokenGeneration: 1,
    tokenIssuedOn: issuedOn,
    rotationReason: adopt === undefined ? "first token" : "adopted with its token",
    enabledGeneration: adopt === undefined ? 1 : 0,
    brokered: true,
  };
}
