import { orgNotFound, Refusal, unauthorized } from "./errors";
import { PERMISSIONS, type ApiKey, type Organization, type Permission, type Role } from "../snyk/model";
import type { SimulatorSettings } from "../snyk/settings";
import type { AccessTokens } from "../snyk/access-tokens";
import type { Clock } from "../snyk/clock";
import type { Store } from "../snyk/store";

const ROLES: Readonly<Record<Role, readonly Permission[]>> = {
  "org-admin": PERMISSIONS,
  viewer: ["View Organization", "View Integrations"],
};

/** Names by which Snyk's REST API and its role editor know the same permissions. */
const MACHINE_NAMES: Readonly<Record<Permission, string>> = {
  "View Organization": "org.read",
  "View Integrations": "org.integration.read",
  "Edit Integrations": "org.integration.edit",
  "View Audit Logs": "org.audit_log.read",
  "View Users": "org.user.read",
  "View service accounts": "org.service_account.read",
  "Create Organizations": "group.org.create",
  "Remove Organization": "org.delete",
};

export interface Authenticated {
  readonly key: ApiKey;
  readonly scheme: "token" | "bearer";
}

/** @param header `Authorization`: `token KEY`, `bearer KEY` as Snyk Apps send it, or `bearer ACCESS-TOKEN`. */
export function authenticate(
  {
    store,
    accessTokens,
    clock,
  }: { readonly store: Store; readonly accessTokens: AccessTokens; readonly clock: Clock },
  header: string | undefined,
): Authenticated {
  const [, scheme, value = ""] = /^(token|bearer) +(\S+)$/i.exec(header ?? "") ?? [];
  const isBearer = scheme?.toLowerCase() === "bearer";
  const holder = isBearer ? accessTokens.holderOf(value, clock.now()) : undefined;
  const key = store.keys.find(({ name, key: own, client }) =>
    client === undefined ? own === value : name === holder,
  );
  if (key === undefined || hasExpired(key, clock.now())) throw unauthorized();
  return { key, scheme: isBearer ? "bearer" : "token" };
}

function hasExpired({ expires }: ApiKey, now: number): boolean {
  return expires !== undefined && Date.parse(endOfDay(expires)) < now;
}

/** When a key's last day is over. */
export function endOfDay(day: string): string {
  return `${day}T23:59:59Z`;
}

export function mayAccess(key: ApiKey, orgId: string): boolean {
  return key.orgIds === "all" || key.orgIds.includes(orgId);
}

export function orgsOf(store: Store, key: ApiKey): Organization[] {
  return store.orgs.filter(({ id }) => mayAccess(key, id));
}

/** @returns the organization, when it exists and the key belongs to it. */
export function requireOrg(store: Store, key: ApiKey, orgId: string): Organization {
  const org = store.org(orgId);
  if (!org || !mayAccess(key, orgId)) throw orgNotFound(orgId);
  return org;
}

/** Refuses the call when the key's role lacks a permission, and names the first that it lacks. */
export function requirePermissions(
  key: ApiKey,
  permissions: readonly Permission[],
  orgId: string | undefined,
  settings: SimulatorSettings,
): void {
  const granted = key.permissions ?? ROLES[key.role];
  const missing = permissions.find((permission) => !granted.includes(permission));
  if (!missing) return;
  if (settings.errorOnMissingPermission === "404" && orgId !== undefined) throw orgNotFound(orgId);
  throw new Refusal(403, `Missing permission: ${missing} (${MACHINE_NAMES[missing]})`);
}
