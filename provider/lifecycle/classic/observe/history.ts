import type { AuditLogEntry } from "../../../snyk/api";
import { BROKERED_TYPES } from "../../../snyk/integration-types";

/**
 * The events that the audit log has of integrations; it has none of its own for the Broker, nor for tokens.
 * @see https://docs.snyk.io/snyk-api/reference/audit-logs
 */
export const INTEGRATION_EVENTS = {
  "org.integration.create": "created",
  "org.integration.edit": "edited",
  "org.integration.delete": "deleted",
  "org.integration.settings.edit": "settings edited",
} as const;

/** Those that can turn a Broker off. */
export const EVENTS_THAT_TURN_OFF = ["org.integration.edit", "org.integration.delete"] as const;

const HOUR = 3_600_000;

/**
 * Where the log begins: an hour less than the 90 days that Snyk keeps, for clocks that differ. It is Snyk's time, not the
 * day that rotations count to. ISO 8601.
 */
export function beginOfLog(now: number = Date.now()): string {
  return new Date(now - 90 * 24 * HOUR + HOUR).toISOString();
}

/** The integration that an entry may be about. */
export interface OneIntegration {
  readonly type: string;
  /** `undefined` where nobody knows it. */
  readonly integrationId: string | undefined;
}

/**
 * Whether an entry is about an integration. Snyk does not describe what entries say of it: an id that we know is found
 * under any name, another one only under a name that is an integration's. "unsaid": it names none.
 */
export function isAbout(
  { content }: Pick<AuditLogEntry, "content">,
  { type, integrationId }: OneIntegration,
): "yes" | "no" | "unsaid" {
  const texts = textsIn(content);
  if (integrationId !== undefined && texts.some(({ text }) => text === integrationId)) return "yes";
  if (integrationId !== undefined && texts.some(({ name }) => /^integration_?(public_?)?id$/i.test(name)))
    return "no";
  // An organization has one integration of a type.
  const named = texts.find(({ name, text }) => /type$/i.test(name) && Object.hasOwn(BROKERED_TYPES, text));
  if (named === undefined) return "unsaid";
  return named.text === type ? "yes" : "no";
}

/** The newest entry about an integration; where none names it, the newest that names none. */
export function newestAbout(
  entries: readonly AuditLogEntry[],
  integration: OneIntegration,
): { readonly entry: AuditLogEntry; readonly isNamed: boolean } | undefined {
  const newestFirst = [...entries].sort((one, other) => other.at.localeCompare(one.at));
  const named = newestFirst.find((entry) => isAbout(entry, integration) === "yes");
  if (named !== undefined) return { entry: named, isNamed: true };
  const unsaid = newestFirst.find((entry) => isAbout(entry, integration) === "unsaid");
  return unsaid && { entry: unsaid, isNamed: false };
}

/** `2027-02-01 14:03 UTC`. */
export function timeOf({ at }: Pick<AuditLogEntry, "at">): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

interface Text {
  readonly name: string;
  readonly text: string;
}

/** Down to what `before` and `after` hold. */
function textsIn(content: object, depth = 3): readonly Text[] {
  return Object.entries(content).flatMap(([name, value]: [string, unknown]): readonly Text[] => {
    if (typeof value === "string") return [{ name, text: value }];
    return typeof value === "object" && value !== null && depth > 1 ? textsIn(value, depth - 1) : [];
  });
}
