import type { PlaceName } from "../ledger/holders";

/** Names an integration: V1 has one per type and organization. */
export interface IntegrationRef {
  readonly orgId: string;
  readonly type: string;
}

/** Where an integration is, at which Snyk. */
export function placeOf({ origin }: { readonly origin: string }, of: IntegrationRef): PlaceName {
  return `${organizationPlace({ origin }, of.orgId)}${of.type}`;
}

/** What the names of all places of an organization begin with. */
export function organizationPlace({ origin }: { readonly origin: string }, orgId: string): PlaceName {
  return `${origin}|${orgId.toLowerCase()}|`;
}

/** Names an integration to the rotation budget, and decides how its due days are spread. */
export function budgetKey({ orgId, type }: IntegrationRef): string {
  return `${orgId}/${type}`;
}

/** What Snyk's "one provisional token at a time" counts in. Without a named group: all of one tenant. */
export function rotationGroup(
  scope: "group" | "sharing-set",
  of: IntegrationRef & { readonly groupId?: string | undefined; readonly api?: object | undefined },
): string {
  if (scope === "sharing-set") return `set ${of.orgId} ${of.type}`;
  return `group ${of.groupId ?? `of ${JSON.stringify(Object.entries(of.api ?? {}).sort())}`}`;
}
