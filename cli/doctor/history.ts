import { type Actor, Actors, byActor } from "../../provider/lifecycle/classic/observe/actor";
import {
  beginOfLog,
  INTEGRATION_EVENTS,
  isAbout,
  timeOf,
} from "../../provider/lifecycle/classic/observe/history";
import type { AuditLogEntry, SnykApi } from "../../provider/snyk/api";
import { SnykApiError } from "../../provider/snyk/errors";
import { type Check, type HistoryEvent, ok } from "./check";
import type { Subject } from "./subjects";

/** Events of an organization that are shown. */
const SHOWN = 50;
/** Pages that are read of an organization: others than the stack's integrations fill them as well. */
const PAGES = 5;

/** What the audit log of an organization has of the stack's integrations. Whatever Snyk answers, nothing is wrong. */
export async function checkHistory(api: SnykApi, { orgId, subjects, actors }: HistoryOf): Promise<Check> {
  const about = `organization ${orgId}`;
  const events = Object.keys(INTEGRATION_EVENTS);
  try {
    const log = await api.searchAuditLog(orgId, { events, from: beginOfLog(), pages: PAGES });
    const found = log.entries.flatMap((entry) => subjectOf(entry, subjects) ?? []);
    const shown = await Promise.all(
      found
        .slice(0, SHOWN)
        .map(async ({ entry, subject }) => eventOf(entry, subject, await actors.of(api, orgId, entry))),
    );
    return { ...ok("history", about, summary(found.length, log.more)), events: shown };
  } catch (error) {
    if (error instanceof SnykApiError) return ok("history", about, notShown(error));
    throw error;
  }
}

export interface HistoryOf {
  readonly orgId: string;
  /** The integrations of this organization. */
  readonly subjects: readonly Subject[];
  readonly actors: Actors;
}

/** All organizations of a connection. */
export function checkHistories(api: SnykApi, subjects: readonly Subject[]): Promise<readonly Check[]> {
  const actors = new Actors();
  const organizations = [...new Set(subjects.map(({ orgId }) => orgId))];
  return Promise.all(
    organizations.map((orgId) => {
      const some = subjects.filter((subject) => subject.orgId === orgId);
      return checkHistory(api, { orgId, subjects: some, actors });
    }),
  );
}

/** One line of text. */
export function historyLine({ at, about, type, event, actor }: HistoryEvent): string {
  const words: Readonly<Record<string, string>> = INTEGRATION_EVENTS;
  const what = type === null ? "an integration, Snyk does not say which" : `${about} (${type})`;
  return `${timeOf({ at })}, ${what}: ${words[event] ?? event} ${byActor(actor)}`;
}

/** An entry that names no integration may be about any of them; one that names another's is nobody's business here. */
function subjectOf(
  entry: AuditLogEntry,
  subjects: readonly Subject[],
): { readonly entry: AuditLogEntry; readonly subject: Subject | undefined } | undefined {
  const subject = subjects.find((one) => isAbout(entry, one) === "yes");
  const isUnsaid = subjects.every((one) => isAbout(entry, one) === "unsaid");
  return subject !== undefined || isUnsaid ? { entry, subject } : undefined;
}

function eventOf({ at, event }: AuditLogEntry, subject: Subject | undefined, actor: Actor): HistoryEvent {
  return { at, about: subject?.name ?? null, type: subject?.type ?? null, event, actor };
}

function summary(found: number, more: boolean): string {
  if (found === 0) {
    const where = more ? "among its newest entries" : "in the last 90 days";
    return `Snyk's audit log has no change of its integrations ${where}.`;
  }
  if (found <= SHOWN && !more) return `${counted(found)} of its integrations in the last 90 days.`;
  return `The newest ${counted(Math.min(found, SHOWN))} of its integrations in the last 90 days; the log has more.`;
}

function counted(changes: number): string {
  return changes === 1 ? "1 change" : `${changes} changes`;
}

/** Most keys lack the permission, and many plans the log. */
function notShown({ problem, headline }: SnykApiError): string {
  if (problem === "forbidden" || problem === "not-found") {
    return (
      'Snyk does not show this key what was changed. The permission "View Audit Logs" would, on an Enterprise plan; ' +
      "nothing else needs it."
    );
  }
  return `What was changed is not known. ${headline}`;
}
