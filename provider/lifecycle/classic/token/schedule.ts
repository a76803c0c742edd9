import { createHash } from "node:crypto";
import { addDays, type Day, daysBetween } from "./day";

/** When to rotate, as the user wrote it. */
export interface RotationPolicy {
  readonly everyDays?: number | undefined;
  readonly spreadDays?: number | undefined;
  readonly trigger?: string | undefined;
}

/** What makes a rotation due. Only a trigger has to be remembered: a schedule and a Broker turned off stay as they are. */
export type RotationCause = "trigger" | "schedule" | "turned off";

/** What `check` writes into the inputs. Nobody else decides about a rotation. */
export interface TokenStamps {
  readonly tokenGeneration: number;
  readonly tokenIssuedOn: Day;
  /** Day from which due days are counted, where it is not the issue day: the day on which a late issue was due. */
  readonly rotationAnchor?: Day | undefined;
  /** What made a rotation due that was left to the next run. */
  readonly rotationDeferred?: RotationCause | undefined;
  /** Why this generation exists, or why it does not yet. */
  readonly rotationReason: string;
  /**
   * The generation whose token came by enabling the Broker. A rotation carries the clones along; enabling again does
   * not, and they have to be cloned again.
   */
  readonly enabledGeneration: number;
  /** Whether the Broker is enabled at Snyk: a refresh that finds it off writes `false`. */
  readonly brokered: boolean;
}

/** What the last run stored: its stamps, and the trigger that it saw. */
export interface PreviousToken extends TokenStamps {
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
