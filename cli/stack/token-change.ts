import type { NextStep } from "../../provider/lifecycle/classic/token/next-step";
import { ends, samePlace, staysOn } from "./places";
import type { SharingSet, TokenUser } from "./sharing-sets";
import { isSwitched, tokenStep, wasLive } from "./token-step";

/** What happens to the token of an integration. */
export type TokenEvent =
  | "issued" // the first token
  | "adopted" // in use already, taken over
  | "rotated" // a new token, then the switch to it
  | "enabled again" // the Broker was turned off: a new token, live at once
  | "completed" // an earlier run began to enable or to rotate and did not end it: this one does
  | "replaced" // this integration ends, another one begins
  | "cut off" // this integration ends
  | "released" // this stack looks after it no more, or with another resource; nothing happens at Snyk
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
  /** Whether enabling the Broker brings the token, which is live at once. */
  readonly enabled: boolean;
  /** Whether the new token is one that the program brings along. */
  readonly given: boolean;
  /** Whether Snyk is told to send to another token. */
  readonly switched: boolean;
  /** Whether Snyk has sent to a token of it before. */
  readonly wasLive: boolean;
  /** Whether a token that is live now ends. */
  readonly cutOff: boolean;
  /** Name of another resource that is to have the integration: it is not turned off then. */
  readonly heldBy: string | undefined;
  readonly reason: string | undefined;
  readonly clones: readonly OrganizationTouched[];
  readonly users: readonly TokenUser[];
  readonly sharedWith: readonly string[];
}

/** @returns `undefined` when neither the token nor a clone changes. */
export function tokenChange(set: SharingSet): TokenChange | undefined {
  const { integration, users } = set;
  const { before, after, heldBy } = integration;
  const event = eventOf(set);
  const clones = set.clones.map((clone) => ({
    orgId: (clone.after ?? clone.before)?.orgId,
    name: clone.name,
    event: cloneEvent(set, clone),
  }));
  if (event === "kept" && clones.every(({ event: of }) => of === "stays")) return undefined;

  const facts = after ?? before;
  const switched = isSwitched(set);
  const ended = event === "cut off" || (event === "replaced" && heldBy === undefined);
  return {
    integration: integration.name,
    type: facts?.type,
    orgId: facts?.orgId,
    fromOrgId: before?.orgId === facts?.orgId ? undefined : before?.orgId,
    event,
    fromGeneration: before?.brokerToken === false ? undefined : before?.tokenGeneration,
    toGeneration: after?.tokenGeneration,
    ...originOf(set),
    switched,
    wasLive: wasLive(set),
    cutOff: (ended || switched) && wasLive(set) && before?.brokered !== false,
    heldBy,
    reason: reasonOf(set, event, clones),
    clones,
    users,
    sharedWith: [...new Set([...(before?.sharedWith ?? []), ...(after?.sharedWith ?? [])])],
  };
}

const EVENTS: Readonly<Record<Exclude<NextStep, "keep">, TokenEvent>> = {
  "enable again": "enabled again",
  "finish creation": "completed",
  "finish creation with the given token": "completed",
  rotate: "rotated",
  "rotate to the given token": "rotated",
  "finish rotation": "completed",
};

function eventOf(set: SharingSet): TokenEvent {
  const { effect, before, after, heldBy } = set.integration;
  switch (effect) {
    case "create":
      return after?.adopt ? "adopted" : "issued";
    case "replace":
      return "replaced";
    case "delete":
      return staysOn(before) || heldBy !== undefined ? "released" : "cut off";
    case "update":
    case "same":
  }
  const step = tokenStep(set);
  if (step === "keep") return isSwitched(set) ? "completed" : "kept";
  // Of a creation whose answers were lost nothing was in use that somebody could have turned off.
  return step === "enable again" && before?.brokerToken === false ? "completed" : EVENTS[step];
}

/** Where the new token comes from, if there is one. */
function originOf(set: SharingSet): Pick<TokenChange, "issued" | "enabled" | "given"> {
  const { effect, after } = set.integration;
  const begins = effect === "create" || effect === "replace";
  const step = tokenStep(set);
  const enabled = (begins && after?.adopt !== true) || step === "enable again";
  return {
    issued: enabled || step === "finish creation" || step === "rotate",
    enabled,
    given: step === "finish creation with the given token" || step === "rotate to the given token",
  };
}

function reasonOf(
  set: SharingSet,
  event: TokenEvent,
  clones: readonly OrganizationTouched[],
): string | undefined {
  const { before, after, heldBy } = set.integration;
  switch (event) {
    case "issued":
    case "adopted":
    case "rotated":
    case "enabled again":
      return after?.rotationReason;
    case "completed":
      if (set.foreign) return "another stack has issued it";
      return tokenStep(set) === "finish rotation"
        ? "a new token is due, and the last one was never switched to: it is used"
        : "an earlier run began it and did not finish it";
    case "replaced":
      return [moveOf(before, after), ...(heldBy === undefined ? [] : [heldNow(heldBy)])].join("; ");
    case "cut off":
      return "it is not in the program any more";
    case "released":
      return heldBy === undefined ? "it is not in the program any more" : heldNow(heldBy);
    case "kept":
      return [
        ...countOf(clones, "added", ["cloned"]),
        ...countOf(clones, "cloned again", ["cloned again"]),
        ...countOf(clones, "removed", ["cut off", "released"]),
      ].join(", ");
  }
}

function moveOf(
  before: SharingSet["integration"]["before"],
  after: SharingSet["integration"]["after"],
): string {
  if (before?.type !== after?.type) return "the integration type changes";
  return samePlace(before, after) ? "it is marked for replacement" : "the organization changes";
}

function heldNow(heldBy: string): string {
  return `another resource has it from now on: ${heldBy}`;
}

function countOf(
  clones: readonly OrganizationTouched[],
  what: string,
  events: readonly CloneEvent[],
): readonly string[] {
  const count = clones.filter(({ event }) => events.includes(event)).length;
  return count === 0 ? [] : [`${count} clone${count === 1 ? "" : "s"} ${what}`];
}

type Clone = SharingSet["clones"][number];

function cloneEvent(set: SharingSet, clone: Clone): CloneEvent {
  switch (clone.effect) {
    case "create":
      return "cloned";
    case "replace":
      return "cloned again";
    case "delete":
      return isTurnedOff(clone) ? "cut off" : "released";
    case "update":
      return isClonedAgain(set, clone) ? "cloned again" : "stays";
    case "same":
      return "stays";
  }
}

/** Whether the Broker of a clone is turned off where the clone was. */
export function isTurnedOff(clone: Clone): boolean {
  return ends(clone) && !staysOn(clone.before) && clone.heldBy === undefined;
}

/** An update that clones over what is there: its own Broker is off, or its source has another token than before. */
export function isClonedAgain({ integration }: SharingSet, { effect, before, after }: Clone): boolean {
  if (effect !== "update" || before === undefined || after === undefined) return false;
  if (before.universalConnection !== undefined) return false;
  if (before.brokered === false) return true;
  // Not known yet is the id of a source that begins. An id of the first releases was not known in an update either.
  const isNew = integration.effect === "create" || integration.effect === "replace";
  const sameId = after.sourceId === undefined ? !isNew : before.sourceId === after.sourceId;
  const sameOrganization = before.sourceOrgId === after.sourceOrgId;
  const sameEnabling = before.sourceEnabledGeneration === after.sourceEnabledGeneration;
  if (sameId && sameOrganization && sameEnabling) return false;
  const isSaidToStay = after.adopt === true && after.sourceEnabledGeneration === 0;
  return !(isSaidToStay && sameOrganization);
}
