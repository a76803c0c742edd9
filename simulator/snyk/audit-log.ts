import type { Clock } from "./clock";
import type { AuditEvent, AuditEventName, Integration } from "./model";
import type { Store } from "./store";

/** Snyk tells nothing that is older. Milliseconds. */
const KEPT = 90 * 24 * 3_600_000;

/**
 * Notes what an account did to an integration. Snyk has events for integrations and their settings, and none for tokens:
 * that one was provisioned or switched to stands nowhere.
 */
export function record(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  event: AuditEventName,
  { id, orgId }: Pick<Integration, "id" | "orgId">,
  userId: string,
): void {
  store.addAuditEvent({ created: clock.timestamp(), event, orgId, integrationId: id, userId });
}

/** The events of an organization that are not too old, newest first. */
export function auditLogOf(store: Store, clock: Clock, orgId: string): readonly AuditEvent[] {
  const oldest = new Date(clock.now() - KEPT).toISOString();
  return store.auditEvents.filter((event) => event.orgId === orgId && event.created >= oldest).reverse();
}
