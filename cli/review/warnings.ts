import { daysBetween, isDay } from "../../provider/lifecycle/classic/token/day";
import type { AgeLimit } from "../stack/age-limit";
import { ends, type Place, refusedFor, staysOn } from "../stack/places";
import type { SharingSet } from "../stack/sharing-sets";
import { isClonedAgain, isTurnedOff, tokenChange } from "../stack/token-change";
import { tokenStep } from "../stack/token-step";

export type WarningKind =
  | "replacement"
  | "deletion"
  | "clone removed"
  | "clones left behind"
  | "cloned over"
  | "refused"
  | "client outside"
  | "no client"
  | "no switch"
  | "deferred"
  | "old token"
  | "turned off"
  | "universal";

export interface Warning {
  readonly kind: WarningKind;
  /** Whether somebody loses the Broker: what `--fail-on outage` looks at. */
  readonly outage: boolean;
  /** Name of the integration in the program. */
  readonly integration: string;
  /** A sentence. Names that users chose are between `‹` and `›`, for the renderer to set apart. */
  readonly text: string;
}

/** Everything that a reviewer has to be told besides what happens: what cannot work, outages, the rest. */
export function warningsOf(sets: readonly SharingSet[], limit: AgeLimit): readonly Warning[] {
  const all = sets.flatMap((set) => [
    ...lossWarnings(set),
    ...clonedOverWarnings(set),
    ...refusalWarnings(set),
    ...takenPlaceWarnings(set, sets),
    ...clientWarnings(set),
    ...driftWarnings(set),
    ...universalWarnings(set),
    ...deferralWarnings(set),
    ...ageWarnings(set, limit),
  ]);
  const rank = ({ kind, outage: bad }: Warning): number => (kind === "refused" ? 0 : bad ? 1 : 2);
  return all.sort((one, other) => rank(one) - rank(other));
}

/** Organizations that lose the Broker. */
function* lossWarnings(set: SharingSet): Generator<Warning> {
  const { name, before, after } = set.integration;
  const change = tokenChange(set);
  if (change === undefined) return;
  const lost = set.clones.filter(isTurnedOff).map(({ before: was }) => was?.orgId ?? "(secret)");
  if (change.event === "replaced" && change.heldBy === undefined) {
    // One that never worked, or that somebody turned off, is no loss.
    const warn = change.cutOff ? outage : quiet;
    yield warn(
      "replacement",
      name,
      `${placeText(before)} is replaced by ${placeText(after)}: the new one has another token, and the old one ` +
        (staysOn(before) ? `is left as it is, but its clients are deleted.` : `is turned off.`),
    );
  }
  if (change.event === "cut off") {
    const warn = change.cutOff || lost.length > 0 ? outage : quiet;
    yield warn(
      "deletion",
      name,
      `Its Broker is turned off. To keep it, set onDelete: "retain" and run \`pulumi up\` before it leaves the program.`,
    );
  } else if (lost.length > 0) {
    yield outage(
      "clone removed",
      name,
      `The Broker of its clones in ${listed("organization", lost)} is turned off.`,
    );
  }
}

/** Clones whose source has another token than before. None of them is turned off for it. */
function* clonedOverWarnings(set: SharingSet): Generator<Warning> {
  const again = set.clones.filter((clone) => isClonedAgain(set, clone) && clone.before?.brokered !== false);
  if (again.length === 0) return;
  const { name, after } = set.integration;
  const organizations = again.map((clone) => clone.after?.orgId ?? "(secret)");
  yield quiet(
    "cloned over",
    name,
    `Its ${again.length === 1 ? "clone" : "clones"} in ${listed("organization", organizations)} ` +
      `${again.length === 1 ? "is" : "are"} cloned over, with the token of ${placeText(after)}. Snyk may refuse to clone over ` +
      `what exists: \`pulumi up\` then stops, and nothing is turned off.`,
  );
}

/** What `pulumi up` will refuse to turn off, for the sake of those who use its token. */
function* refusalWarnings({ integration, clones }: SharingSet): Generator<Warning> {
  const { name, before, heldBy } = integration;
  if (!ends(integration) || staysOn(before) || heldBy !== undefined) return;
  const retained = clones.filter(
    (clone) => ends(clone) && clone.before?.onDelete === "retain" && clone.heldBy === undefined,
  );
  const users = [...(before?.sharedWith ?? []), ...retained.map((clone) => clone.name)];
  if (users.length === 0) return;
  yield quiet(
    "refused",
    name,
    `\`pulumi up\` will refuse to turn it off: ${users.map(quoted).join(", ")} still ${users.length === 1 ? "uses" : "use"} its token.`,
  );
}

/** What `pulumi up` will refuse to create: Snyk has one integration of a type in an organization. */
function* takenPlaceWarnings(
  { integration, clones }: SharingSet,
  sets: readonly SharingSet[],
): Generator<Warning> {
  const all = [...sets.map((each) => each.integration), ...sets.flatMap((each) => each.clones)];
  const twin = refusedFor(integration, all);
  if (twin) {
    yield quiet(
      "refused",
      integration.name,
      `\`pulumi up\` will refuse to create it: ${quoted(twin.name)} ` +
        (twin.urn === integration.urn
          ? `is still there. To give it a new token, change its rotation.trigger, and do not replace it.`
          : `is the same integration under another name. If it was only renamed or moved, give it an alias; to take it over ` +
            `from there, adopt it.`),
    );
  }
  const formers = clones.flatMap((clone) => refusedFor(clone, all)?.name ?? []);
  if (formers.length === 0) return;
  yield quiet(
    "refused",
    integration.name,
    `\`pulumi up\` will refuse to clone it to where ${formers.map(quoted).join(", ")} still ` +
      `${formers.length === 1 ? "is" : "are"}. A clone that was only renamed or moved needs an alias; one that shares the ` +
      `token of what is there needs adopt: true.`,
  );
}

/** Clients that this stack does not look after, or that do not exist. */
function* clientWarnings(set: SharingSet): Generator<Warning> {
  const { name } = set.integration;
  const change = tokenChange(set);
  if (change === undefined) return;
  const { sharedWith, switched, event, enabled } = change;
  const rotates = !enabled && (event === "rotated" || event === "completed");
  if (!rotates && event !== "enabled again") return;
  // A Broker that is off already, or that never worked, loses nothing.
  const warn = rotates && change.wasLive ? outage : quiet;
  if (sharedWith.length > 0) {
    yield warn(
      "client outside",
      name,
      `Its token is shared outside this stack with ${sharedWith.map(quoted).join(", ")}: a client there is cut off ` +
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

function* driftWarnings(set: SharingSet): Generator<Warning> {
  const { integration, clones } = set;
  const wasTurnedOff = tokenStep(set) === "enable again" && integration.before?.brokerToken === true;
  if (wasTurnedOff) {
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
          `whose client is deleted. Remove them in Snyk's web UI; \`pulumi refresh\` and \`pulumi up\` then clone them again.`,
      );
    }
  }
  for (const { name, effect, before } of clones) {
    if (effect === "update" && before?.brokered === false && before.universalConnection === undefined) {
      yield quiet(
        "turned off",
        integration.name,
        `The Broker of its clone ${quoted(name)} was found turned off at Snyk; it is cloned again.`,
      );
    }
  }
}

/** What a refresh has found to go through the Universal Broker. */
function* universalWarnings({ integration, clones }: SharingSet): Generator<Warning> {
  const { name, before } = integration;
  if (before?.universalConnection !== undefined) {
    yield quiet(
      "universal",
      name,
      `It goes through the Universal Broker (connection ${quoted(before.universalConnection)}): its token is not rotated, ` +
        `and it is left as it is.`,
    );
  }
  const moved = clones.filter((clone) => clone.before?.universalConnection !== undefined);
  if (moved.length === 0) return;
  const organizations = moved.map((clone) => clone.before?.orgId ?? "(secret)");
  const [theClones, go, areLeft] =
    moved.length === 1 ? ["clone", "goes", "is left as it is"] : ["clones", "go", "are left as they are"];
  yield quiet(
    "universal",
    name,
    `Its ${theClones} in ${listed("organization", organizations)} ${go} through the Universal Broker, and ${areLeft}.`,
  );
}

function* deferralWarnings({ integration: { name, after } }: SharingSet): Generator<Warning> {
  if (after?.rotationDeferred === true) {
    yield quiet(
      "deferred",
      name,
      "Its rotation is due and waits for the next run: others rotate in this one, and Snyk allows one at a time. Run " +
        "`pulumi up` again after this one.",
    );
  }
}

function* ageWarnings(
  { integration: { name, effect, after } }: SharingSet,
  { today, maxAgeDays }: AgeLimit,
): Generator<Warning> {
  const issuedOn = after?.tokenIssuedOn;
  if (
    effect === "delete" ||
    after?.universalConnection !== undefined ||
    issuedOn === undefined ||
    !isDay(issuedOn)
  )
    return;
  const days = daysBetween(issuedOn, today);
  if (days > maxAgeDays) {
    yield quiet("old token", name, `Its token is ${days} days old (issued on ${issuedOn}).`);
  }
}

function placeText(facts: Place | undefined): string {
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
