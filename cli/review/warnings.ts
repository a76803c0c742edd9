import { type Day, daysBetween, isDay } from "../../provider/lifecycle/day";
import type { SharingSet } from "../stack/sharing-sets";
import { tokenChange } from "../stack/token-change";

export type WarningKind =
  | "replacement"
  | "deletion"
  | "clone removed"
  | "clones left behind"
  | "refused"
  | "client outside"
  | "no client"
  | "no switch"
  | "deferred"
  | "old token"
  | "turned off";

export interface Warning {
  readonly kind: WarningKind;
  /** Whether somebody loses the Broker: what `--fail-on outage` looks at. */
  readonly outage: boolean;
  /** Name of the integration in the program. */
  readonly integration: string;
  /** A sentence. Names that users chose are between `‹` and `›`, for the renderer to set apart. */
  readonly text: string;
}

export interface Limits {
  readonly today: Day;
  readonly maxAgeDays: number;
}

/** Everything that a reviewer has to be told beside what happens: what cannot work, outages, the rest. */
export function warningsOf(sets: readonly SharingSet[], limits: Limits): readonly Warning[] {
  const all = sets.flatMap((set) => [
    ...lossOf(set),
    ...refusal(set, sets),
    ...strangers(set),
    ...drift(set),
    ...deferral(set),
    ...age(set, limits),
  ]);
  const rank = ({ kind, outage: bad }: Warning): number => (kind === "refused" ? 0 : bad ? 1 : 2);
  return all.sort((one, other) => rank(one) - rank(other));
}

/** Organizations that lose the Broker. */
function* lossOf(set: SharingSet): Generator<Warning> {
  const { name, before, after } = set.integration;
  const change = tokenChange(set);
  if (change === undefined) return;
  if (change.event === "replaced") {
    yield outage(
      "replacement",
      name,
      `${place(before)} is replaced by ${place(after)}: the new one has another token, and the old one ` +
        (before?.onDelete === "retain"
          ? `is left as it is, with clients that are deleted.`
          : `is turned off.`),
    );
  }
  if (change.event === "cut off") {
    yield outage(
      "deletion",
      name,
      `Its Broker is turned off. To keep it, set onDelete: "retain" and run \`pulumi up\` before it leaves the program.`,
    );
  }
  const lost = change.clones
    .filter(({ event }) => event === "cut off")
    .map(({ orgId }) => orgId ?? "(secret)");
  if (lost.length > 0 && change.event === "kept") {
    yield outage(
      "clone removed",
      name,
      `The Broker of its clones in ${listed("organization", lost)} is turned off.`,
    );
  }
}

/** What `pulumi up` will refuse to do. */
function* refusal(set: SharingSet, sets: readonly SharingSet[]): Generator<Warning> {
  const { name, effect, before, after } = set.integration;
  const ends = (effect === "delete" || effect === "replace") && before?.onDelete !== "retain";
  const retained = set.clones.filter(
    (clone) => clone.effect === "delete" && clone.before?.onDelete === "retain",
  );
  const users = [...(before?.sharedWith ?? []), ...retained.map((clone) => clone.name)];
  if (ends && users.length > 0) {
    yield quiet(
      "refused",
      name,
      `\`pulumi up\` will refuse to turn it off: ${users.map(quoted).join(", ")} still ${users.length === 1 ? "uses" : "use"} its token.`,
    );
  }
  const twin =
    effect === "create" && !after?.adopt
      ? sets.find(({ integration: other }) => other.effect === "delete" && samePlace(other.before, after))
      : undefined;
  if (twin !== undefined) {
    yield quiet(
      "refused",
      name,
      `\`pulumi up\` will refuse to create it: ${quoted(twin.integration.name)} is the same integration under another name. ` +
        `If it was only renamed or moved, give it an alias.`,
    );
  }
}

/** Clients that this stack does not look after, or that do not exist. */
function* strangers(set: SharingSet): Generator<Warning> {
  const { name } = set.integration;
  const change = tokenChange(set);
  if (change === undefined) return;
  const { sharedWith, switched, event } = change;
  const rotates = event === "rotated" || event === "completed";
  if (!rotates && event !== "enabled again") return;
  // A Broker that is off already loses nothing.
  const warn = rotates ? outage : quiet;
  if (sharedWith.length > 0) {
    yield warn(
      "client outside",
      name,
      `Its token is shared outside of this stack with ${sharedWith.map(quoted).join(", ")}: a client there is cut off ` +
        `until it gets the new token.`,
    );
  }
  if (rotates && !switched) {
    yield quiet(
      "no switch",
      name,
      "No TokenSwitch in this stack belongs to it: Snyk sends to the old token until one switches, here or in another stack.",
    );
  } else if (change.users.length === 0 && !set.foreign) {
    yield warn(
      "no client",
      name,
      "Nothing in this stack uses its token: Snyk sends to the new token before any client has it.",
    );
  }
}

function* drift(set: SharingSet): Generator<Warning> {
  const { integration, clones } = set;
  if (integration.effect === "update" && integration.before?.brokered === false) {
    yield quiet(
      "turned off",
      integration.name,
      "Its Broker was found turned off at Snyk, and does not work until this is applied.",
    );
    const behind = clones
      .filter(({ effect }) => effect === "same")
      .map(({ after }) => after?.orgId ?? "(secret)");
    if (behind.length > 0) {
      yield outage(
        "clones left behind",
        integration.name,
        `It comes back with a token of its own. The clones in ${listed("organization", behind)} keep the former token, ` +
          `whose client is deleted. Remove them in Snyk's web UI; \`pulumi refresh\` and \`pulumi up\` then clone them anew.`,
      );
    }
  }
  for (const { name, effect, before, after } of clones) {
    if (effect === "update" && before?.brokered === false && after?.brokered === true) {
      yield quiet(
        "turned off",
        integration.name,
        `The Broker of its clone ${quoted(name)} was found turned off at Snyk; it is cloned again.`,
      );
    }
  }
}

function* deferral({ integration: { name, after } }: SharingSet): Generator<Warning> {
  if (after?.rotationDeferred === true) {
    yield quiet(
      "deferred",
      name,
      "Its rotation is due and waits for the next run: others rotate in this one, and Snyk allows one at a time. Run " +
        "`pulumi up` again after this one.",
    );
  }
}

function* age(
  { integration: { name, effect, after } }: SharingSet,
  { today, maxAgeDays }: Limits,
): Generator<Warning> {
  const issuedOn = after?.tokenIssuedOn;
  if (effect === "delete" || issuedOn === undefined || !isDay(issuedOn)) return;
  const days = daysBetween(issuedOn, today);
  if (days > maxAgeDays) {
    yield quiet("old token", name, `Its token is ${days} days old (issued on ${issuedOn}).`);
  }
}

interface Place {
  readonly orgId?: string | undefined;
  readonly type?: string | undefined;
}

function samePlace(one: Place | undefined, other: Place | undefined): boolean {
  return one?.orgId !== undefined && one.orgId === other?.orgId && one.type === other.type;
}

function place(facts: Place | undefined): string {
  const organization =
    facts?.orgId === undefined ? "its organization" : `organization ${quoted(facts.orgId)}`;
  return `${facts?.type === undefined ? "the integration" : quoted(facts.type)} in ${organization}`;
}

function listed(noun: string, names: readonly string[]): string {
  return `${noun}${names.length === 1 ? "" : "s"} ${names.map(quoted).join(", ")}`;
}

function quoted(name: string): string {
  return `‹${name.replace(/[‹›]/g, "")}›`;
}

function outage(kind: WarningKind, integration: string, text: string): Warning {
  return { kind, outage: true, integration, text };
}

function quiet(kind: WarningKind, integration: string, text: string): Warning {
  return { kind, outage: false, integration, text };
}
