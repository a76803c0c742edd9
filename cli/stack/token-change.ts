import type { SharingSet, TokenUser } from "./sharing-sets";

/** What happens to the token of an integration. */
export type TokenEvent =
  | "issued" // the first token
  | "adopted" // in use already, taken over
  | "rotated" // a new token, then the switch to it
  | "enabled again" // the Broker was turned off: a new token, live at once
  | "completed" // an earlier run began to enable or to rotate and did not end it
  | "replaced" // this integration ends, another one begins
  | "cut off" // this integration ends
  | "released" // this stack looks after it no more; nothing happens at Snyk
  | "kept"; // only its clones change

/** What happens to a clone's organization. */
export type CloneEvent = "stays" | "cloned" | "cloned again" | "cut off" | "released";

export interface OrganizationTouched {
  readonly orgId: string | undefined;
  /** Name of the clone in the program. */
  readonly name: string;
  readonly event: CloneEvent;
}

/** One integration whose token, or whose clones, change. */
export interface TokenChange {
  readonly integration: string;
  readonly type: string | undefined;
  readonly orgId: string | undefined;
  /** The organization that a replacement leaves. */
  readonly fromOrgId: string | undefined;
  readonly event: TokenEvent;
  readonly fromGeneration: number | undefined;
  readonly toGeneration: number | undefined;
  /** Whether a token is asked of Snyk. */
  readonly issued: boolean;
  /** Whether the new token is one that the program brings along. */
  readonly given: boolean;
  /** Whether Snyk is told to send to another token. */
  readonly switched: boolean;
  /** Whether a token that is live now ends. */
  readonly cutOff: boolean;
  readonly reason: string | undefined;
  readonly clones: readonly OrganizationTouched[];
  readonly users: readonly TokenUser[];
  readonly sharedWith: readonly string[];
}

/** @returns `undefined` when neither the token nor a clone changes. */
export function tokenChange(set: SharingSet): TokenChange | undefined {
  const { integration, users } = set;
  const { before, after } = integration;
  const event = eventOf(set);
  const clones = set.clones.map(({ name, effect, before: was, after: will }) => ({
    orgId: (will ?? was)?.orgId,
    name,
    event: cloneEvent(effect, was, will),
  }));
  if (event === "kept" && clones.every(({ event: of }) => of === "stays")) return undefined;

  const facts = after ?? before;
  return {
    integration: integration.name,
    type: facts?.type,
    orgId: facts?.orgId,
    fromOrgId: before?.orgId === facts?.orgId ? undefined : before?.orgId,
    event,
    fromGeneration: before?.tokenGeneration,
    toGeneration: after?.tokenGeneration,
    issued: issues(set, event),
    given: isGiven(set, event),
    switched: switches(set, event),
    cutOff:
      (event === "replaced" || event === "cut off" || switches(set, event)) && before?.brokered !== false,
    reason: reasonOf(set, event, clones),
    clones,
    users,
    sharedWith: [...new Set([...(before?.sharedWith ?? []), ...(after?.sharedWith ?? [])])],
  };
}

function eventOf(set: SharingSet): TokenEvent {
  const { effect, before, after } = set.integration;
  switch (effect) {
    case "create":
      return after?.adopt ? "adopted" : "issued";
    case "replace":
      return "replaced";
    case "delete":
      return before?.onDelete === "retain" ? "released" : "cut off";
    case "update":
      if (before?.brokerToken === false) return "completed";
      if (before?.brokered === false) return "enabled again";
      if ((after?.tokenGeneration ?? 0) > (before?.tokenGeneration ?? 0)) return "rotated";
      break;
    case "same":
  }
  return waitsForSwitch(set) ? "completed" : "kept";
}

/** Whether an earlier run issued the token and ended before it was switched to. */
function waitsForSwitch({ integration, switches: all }: SharingSet): boolean {
  return all.some(({ effect, before, after }) => {
    if (effect !== "create" && effect !== "update") return false;
    // Not known to the switch while the integration is updated, even if the token stays.
    const provisioned = after?.provisionedGeneration ?? integration.before?.provisionedGeneration ?? 0;
    return provisioned > 0 && (after?.tokenGeneration ?? 0) > (before?.liveGeneration ?? 0);
  });
}

function issues(set: SharingSet, event: TokenEvent): boolean {
  const { effect, before, after } = set.integration;
  if (isGiven(set, event)) return false;
  if (event === "replaced") return after?.adopt !== true;
  if (event === "completed") return effect === "update" && before?.brokerToken === false;
  return event === "issued" || event === "rotated" || event === "enabled again";
}

/** Only a token that came since the last run counts: the provider uses each one once. */
function isGiven({ integration: { before, after } }: SharingSet, event: TokenEvent): boolean {
  const uses = event === "rotated" || (event === "completed" && before?.brokerToken === false);
  return uses && after?.provisionalToken === true && before?.provisionalToken !== true;
}

function switches(set: SharingSet, event: TokenEvent): boolean {
  const hasSwitch = set.switches.some(({ effect }) => effect !== "delete");
  return (event === "rotated" || event === "completed") && hasSwitch;
}

function reasonOf(
  { foreign, integration: { before, after } }: SharingSet,
  event: TokenEvent,
  clones: readonly OrganizationTouched[],
): string | undefined {
  switch (event) {
    case "issued":
    case "adopted":
    case "rotated":
    case "enabled again":
      return after?.rotationReason;
    case "completed":
      return foreign ? "another stack has issued it" : "an earlier run began it and did not end it";
    case "replaced":
      return before?.type === after?.type ? "the organization changes" : "the integration type changes";
    case "cut off":
    case "released":
      return "it is not in the program any more";
    case "kept":
      return [
        ...countOf(clones, "added", ["cloned"]),
        ...countOf(clones, "cloned again", ["cloned again"]),
        ...countOf(clones, "removed", ["cut off", "released"]),
      ].join(", ");
  }
}

function countOf(
  clones: readonly OrganizationTouched[],
  what: string,
  events: readonly CloneEvent[],
): readonly string[] {
  const count = clones.filter(({ event }) => events.includes(event)).length;
  return count === 0 ? [] : [`${count} clone${count === 1 ? "" : "s"} ${what}`];
}

function cloneEvent(
  effect: SharingSet["clones"][number]["effect"],
  before: SharingSet["clones"][number]["before"],
  after: SharingSet["clones"][number]["after"],
): CloneEvent {
  switch (effect) {
    case "create":
      return "cloned";
    case "replace":
      return "cloned again";
    case "delete":
      return before?.onDelete === "retain" ? "released" : "cut off";
    case "update":
      return isClonedAgain(before, after) ? "cloned again" : "stays";
    case "same":
      return "stays";
  }
}

/** Its own Broker was turned off, or its source was enabled again with another token. */
export function isClonedAgain(
  before: SharingSet["clones"][number]["before"],
  after: SharingSet["clones"][number]["after"],
): boolean {
  if (before?.brokered === false && after?.brokered === true) return true;
  return before?.sourceEnabledGeneration !== after?.sourceEnabledGeneration;
}
