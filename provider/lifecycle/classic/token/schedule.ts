import { createHash } from "node:crypto";
import { addDays, type Day, daysBetween } from "./day";
import type { PreviousToken, RotationCause } from "./stamps";

/** When to rotate, as the user wrote it. */
export interface RotationPolicy {
  readonly everyDays?: number | undefined;
  readonly spreadDays?: number | undefined;
  readonly trigger?: string | undefined;
}

/** Why a token is to be replaced now. */
export interface RotationDue {
  readonly cause: RotationCause;
  readonly reason: string;
  /** Day from which the next due day is counted. */
  readonly anchor: Day;
}

/**
 * The day on which a token falls due. `seed` names the integration: the same one is always moved by the same number
 * of days.
 * @returns `undefined` without a schedule.
 */
function dueOn(anchor: Day, policy: RotationPolicy, seed: string): Day | undefined {
  if (policy.everyDays === undefined) return undefined;
  return addDays(anchor, policy.everyDays + spread(policy, seed));
}

/**
 * Whether a rotation is due today, and why.
 *
 * A late run keeps the calendar: the next due day is counted from the day that was missed, so that nothing drifts.
 * A run that is later than half a period starts the calendar anew; the next token would be due too soon otherwise.
 */
export function rotationDue(
  previous: PreviousToken,
  policy: RotationPolicy,
  today: Day,
  seed: string,
): RotationDue | undefined {
  if (!previous.brokered) {
    return { cause: "turned off", reason: "the Broker was found turned off at Snyk", anchor: today };
  }
  const triggered = policy.trigger !== previous.trigger || previous.rotationDeferred === "trigger";
  if (policy.trigger !== undefined && triggered) {
    return { cause: "trigger", reason: `trigger "${policy.trigger}"`, anchor: today };
  }
  const due = dueOn(previous.rotationAnchor ?? previous.tokenIssuedOn, policy, seed);
  if (due === undefined || policy.everyDays === undefined || today < due) return undefined;
  const reason = `due since ${due}, every ${policy.everyDays} days`;
  const late = daysBetween(due, today);
  return {
    cause: "schedule",
    reason,
    anchor: late < policy.everyDays / 2 ? addDays(due, -spread(policy, seed)) : today,
  };
}

function spread({ spreadDays = 0 }: RotationPolicy, seed: string): number {
  return createHash("sha256").update(seed).digest().readUInt32BE() % (spreadDays + 1);
}
