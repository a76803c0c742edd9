import { SnykApiError } from "../../../snyk/errors";
import { type Actor, byActor } from "./actor";
import { beginOfLog, EVENTS_THAT_TURN_OFF, newestAbout, type OneIntegration, timeOf } from "./history";
import type { AuditLogEntry } from "../../../snyk/api";
import type { Context } from "../../context";

/** All that is asked about the past may take this long together: a refresh does not wait for it. Milliseconds. */
const BRIEF = 5_000;

/** An integration whose Broker was found turned off. */
export interface TurnedOff extends OneIntegration {
  readonly orgId: string;
  readonly integrationId: string;
}

/**
 * What a refresh says of a Broker that it finds turned off: that it is, what `pulumi up` does, and, where Snyk's audit
 * log may be read, when it was changed and by which kind of account. Never fails, and asks nothing twice.
 *
 * @param again what `pulumi up` does, as in "enables it again"
 */
export async function turnedOff(
  ctx: Pick<Context, "api" | "actors">,
  found: TurnedOff,
  again: string,
  briefMs: number = BRIEF,
): Promise<string> {
  const change = await lastChange({ ...ctx, api: ctx.api.briefly(briefMs) }, found);
  return (
    `${found.type} in organization ${found.orgId}: the Broker is turned off at Snyk; \`pulumi up\` ${again}.` +
    (change === undefined ? "" : ` ${lineOf(change)}`)
  );
}

interface Change {
  readonly entry: AuditLogEntry;
  readonly isNamed: boolean;
  readonly actor: Actor;
}

/** An entry does not say what was edited: the newest one since which it is off is all that is known. */
export function lineOf({ entry, isNamed, actor }: Change): string {
  const what = isNamed
    ? "Its last change in Snyk's audit log"
    : "The last change of an integration in Snyk's audit log, which does not say of which one";
  return `${what}: ${timeOf(entry)}, ${byActor(actor)}.`;
}

async function lastChange(
  { api, actors }: Pick<Context, "api" | "actors">,
  found: TurnedOff,
): Promise<Change | undefined> {
  const search = { events: EVENTS_THAT_TURN_OFF, from: beginOfLog() };
  const log = await api.searchAuditLog(found.orgId, search).catch(ifUnknown);
  const newest = log && newestAbout(log.entries, found);
  return newest && { ...newest, actor: await actors.of(api, found.orgId, newest.entry) };
}

/** The permission is missing, or the plan, or the call has ended, or Snyk is slow: all the same, nothing is known. */
function ifUnknown(error: unknown): undefined {
  if (!(error instanceof SnykApiError)) throw error;
}
