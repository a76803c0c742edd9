import { orgNotFound, Refusal, unauthorized } from "./errors";
import { PERMISSIONS, type ApiKey, type Organization, type Permission, type Role } from "../snyk/model";
import type { SimulatorSettings } from "../snyk/settings";
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
  "Create Organizations": "group.org.create",
  "Remove Organization": "org.delete",
};

export interface Authenticated {
  readonly key: ApiKey;
  readonly scheme: "token" | "bearer";
}

/** @param header `Authorization`: `token KEY`, or `bearer KEY` as Snyk Apps send it. */
export function authenticate(store: Store, header: string | undefined): Authenticated {
  const match = /^(token|bearer) +(\S+)$/i.exec(header ?? "");
  const key = match && store.keys.find((candidate) => candidate.key === match[2]);
  if (!match || !key) throw unauthorized();
  return { key, scheme: match[1]?.toLowerCase() === "bearer" ? "bearer" : "token" };
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
