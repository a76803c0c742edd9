import type { WrittenInputs } from "./brokered-integration-inputs";
import { budgetKey, type CheckContext, rotationGroup } from "./context";
import { type PreviousToken, rotationDue, type TokenStamps } from "./schedule";
import { isUnknown, type MaybeKnown } from "./unknown";

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
  const { orgId, type, groupId, api, rotation = {} } = inputs;
  if (isUnknown(rotation) || isUnknown(orgId) || isUnknown(type) || isUnknown(groupId) || isUnknown(api)) {
    const { rotationReason, rotationDeferred } = previous;
    return { ...kept(previous), rotationReason, rotationDeferred };
  }

  const seed = budgetKey({ orgId, type });
  const due = rotationDue(previous, rotation, ctx.today, seed);
  if (due === undefined) return kept(previous);

  const needsProvision = previous.brokered;
  const group = rotationGroup(ctx.provisionScope, { orgId, type, groupId, api });
  if (needsProvision && !ctx.budget.grant(group, seed)) {
    ctx.log(
      `${type} in organization ${orgId}: rotation deferred to the next run (${due.reason}); others of its group rotate ` +
        `first, and Snyk allows one at a time. Set snyk-broker:rotationsPerRun to change how many.`,
    );
    const stays = kept(previous);
    const rotationReason = `${stays.rotationReason}${DEFERRED}${due.reason}`;
    return { ...stays, rotationReason, rotationDeferred: due.cause };
  }
  const tokenGeneration = previous.tokenGeneration + 1;
  return {
    tokenGeneration,
    tokenIssuedOn: ctx.today,
    rotationAnchor: due.anchor === ctx.today ? undefined : due.anchor,
    rotationReason: due.reason,
    enabledGeneration: due.cause === "turned off" ? tokenGeneration : previous.enabledGeneration,
    brokered: true,
  };
}

/** Between the reason of the present generation and that of the next one, which has to wait. */
const DEFERRED = "; its rotation is deferred to the next run, others of its group go first: ";

function kept({
  tokenGeneration,
  tokenIssuedOn,
  rotationAnchor,
  rotationReason,
  enabledGeneration,
  brokered,
}: TokenStamps): TokenStamps {
  const [ownReason = rotationReason] = rotationReason.split(DEFERRED);
  return {
    tokenGeneration,
    tokenIssuedOn,
    rotationAnchor,
    rotationReason: ownReason,
    enabledGeneration,
    brokered,
  };
}

function firstStamps(ctx: CheckContext, { adopt }: MaybeKnown<WrittenInputs>): TokenStamps {
  const issuedOn = (isUnknown(adopt) ? undefined : adopt?.tokenIssuedOn) ?? ctx.today;
  return {
    tokenGeneration: 1,
    tokenIssuedOn: issuedOn,
    rotationReason: adopt === undefined ? "first token" : "adopted with its token",
    enabledGeneration: 1,
    brokered: true,
  };
}
