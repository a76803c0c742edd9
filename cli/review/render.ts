import { code, few, sentence, table, words } from "./markdown";
import type { Review } from "./review";
import type { SettingsChange } from "./settings-change";
import type { TokenUser } from "../stack/sharing-sets";
import type { CloneEvent, TokenChange, TokenEvent } from "../stack/token-change";

/** The review as Markdown, for a comment on a pull request. */
export function renderMarkdown(review: Review): string {
  const { tokens, settings, warnings, complete } = review;
  const parts = [
    `### Snyk Broker: ${headline(review)}`,
    tokens.length > 0 && table(["Integration", "Token", "Why", "Touches"], tokens.map(row)),
    tokens.length > 0 && `**Calls to Snyk:** ${callsText(review)}.`,
    settings.length > 0 && settings.map(settingsText).join("\n"),
    warnings.length > 0 &&
      [
        "**Warnings**",
        "",
        ...warnings.map(
          ({ outage, integration, text }) =>
            `- ${outage ? "**Outage.** " : ""}${code(integration)}: ${sentence(text)}`,
        ),
      ].join("\n"),
    !complete &&
      "_This preview does not list what stays unchanged: clones, deferred rotations and old tokens may be missing here. " +
        "Make it with `pulumi preview --json --show-sames`._",
  ];
  return `${parts.filter((part) => part !== false).join("\n\n")}\n`;
}

function settingsText({ integration, changed, tokenStays, hasUsers }: SettingsChange): string {
  const what = `- ${code(integration)}: settings change, nothing at Snyk: ${changed.join(", ")}.`;
  // Every output of an updated resource is unknown to the preview, the token too.
  const noise = " The preview shows what uses its token as changed: `pulumi up` will leave that as it is.";
  return tokenStays && hasUsers ? what + noise : what;
}

const HEADLINE: Readonly<Record<TokenEvent, string>> = {
  issued: "newly issued",
  adopted: "adopted",
  rotated: "rotated",
  "enabled again": "issued again",
  completed: "completed",
  replaced: "replaced",
  "cut off": "cut off",
  released: "left in place",
  kept: "",
};

function headline({ tokens, settings, warnings }: Review): string {
  const outage = warnings.some((warning) => warning.outage) ? " (outage)" : "";
  const counts = Object.entries(HEADLINE)
    .map(([event, word]) => ({ word, count: tokens.filter((change) => change.event === event).length }))
    .filter(({ word, count }) => word !== "" && count > 0);
  if (counts.length > 0) {
    const noun = counts[0]?.count === 1 ? " token" : " tokens";
    return (
      counts.map(({ word, count }, index) => `${count}${index === 0 ? noun : ""} ${word}`).join(", ") + outage
    );
  }
  if (tokens.length > 0) return `no token changes, clones do${outage}`;
  return settings.length > 0 ? "no token changes, settings do" : "nothing to do";
}

function row(change: TokenChange): string[] {
  const { integration, type, reason } = change;
  return [
    `${code(integration)}${type === undefined || type === integration ? "" : `<br>${words(type)}`}`,
    tokenText(change),
    words(reason ?? "(not known)"),
    touches(change),
  ];
}

function tokenText(change: TokenChange): string {
  const { event, fromGeneration, toGeneration, given, switched, cutOff, heldBy } = change;
  const old = `generation ${fromGeneration ?? "?"}`;
  const fresh = `generation ${toGeneration ?? "?"}`;
  switch (event) {
    case "issued":
      return `${fresh} is issued, live at once`;
    case "adopted":
      return `${fresh} is the token in use, which stays live`;
    case "enabled again":
      return `${fresh} is issued, live at once; ${old} ended when the Broker was turned off`;
    case "rotated": {
      const origin = given ? "is the given `provisionalToken`" : "is issued";
      return switched
        ? `${fresh} ${origin}, and live as soon as its clients are ready; ${old} is then cut off`
        : `${fresh} ${origin}, and not switched to; ${old} stays live`;
    }
    case "completed":
      return completedText(change, fresh) + (cutOff ? "; the previous one is then cut off" : "");
    case "replaced":
      return heldBy === undefined
        ? `${old} is cut off; the new integration begins with ${fresh}`
        : `${old} stays live at Snyk; the new integration begins with ${fresh}`;
    case "cut off":
      return `${old} is cut off`;
    case "released":
      return heldBy === undefined
        ? `${old} stays live at Snyk, outside this stack`
        : `${old} stays live at Snyk`;
    case "kept":
      return toGeneration === undefined ? "unchanged" : `${fresh}, unchanged`;
  }
}

function completedText({ issued, enabled, given, switched }: TokenChange, fresh: string): string {
  if (enabled) return `${fresh} is issued, live at once`;
  const when = switched ? "live as soon as its clients are ready" : "not switched to";
  if (given) return `${fresh} is the given \`provisionalToken\`, and ${when}`;
  if (issued) return `${fresh} is issued, and ${when}`;
  return switched ? `${fresh} becomes ${when}` : `${fresh} is ${when}`;
}

const CLONE: Readonly<Record<CloneEvent, string>> = {
  stays: "clone",
  cloned: "new clone",
  "cloned again": "cloned again",
  "cut off": "clone, cut off",
  released: "clone, left in place",
};

function touches({ orgId, fromOrgId, clones, users, sharedWith }: TokenChange): string {
  const organizations = [
    (fromOrgId === undefined ? "" : `${code(fromOrgId)} → `) +
      (orgId === undefined ? "(not known yet)" : code(orgId)),
    ...clones.map(
      (clone) =>
        `${clone.orgId === undefined ? code(clone.name) : code(clone.orgId)} (${CLONE[clone.event]})`,
    ),
  ];
  const lines = [
    `${organizations.length === 1 ? "organization" : "organizations"} ${few(organizations)}`,
    ...users.map(userText),
    ...(sharedWith.length > 0 ? [`outside this stack: ${few(sharedWith.map(code))}`] : []),
  ];
  return lines.join("<br>");
}

function userText({ name, kind, before, after }: TokenUser): string {
  const from = before.map(code).join(", ");
  const to = after.map(code).join(", ");
  const objects = from === to || from === "" || to === "" ? from || to : `${from} → ${to}`;
  return `${kind === "BrokerClient" ? "client " : "used by "}${code(name)}${objects === "" ? "" : `: ${objects}`}`;
}

function callsText({ calls }: Review): string {
  const made = Object.entries(calls).filter(([, number]) => number > 0);
  return made.length === 0 ? "none" : made.map(([call, number]) => `${number} ${call}`).join(", ");
}
