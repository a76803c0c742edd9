import { randomUUID } from "node:crypto";
import type { ApiKey, Permission, Role, State } from "./model";

/** What a simulator without a state file starts with. */
export interface Seed {
  /** Groups, each with its organizations. */
  readonly groups: readonly {
    /** UUID. @default random */
    readonly id?: string;
    /** Display name. */
    readonly name: string;
    /** Its organizations. */
    readonly orgs: readonly SeedOrg[];
  }[];
  /** API keys. */
  readonly keys: readonly SeedKey[];
}

/** An organization to start with. */
export interface SeedOrg {
  /** UUID. @default random */
  readonly id?: string;
  /** Display name. */
  readonly name: string;
  /** An organization with projects cannot be deleted. @default 0 */
  readonly projects?: number;
}

/** An API key to start with. */
export interface SeedKey {
  /** Stands for the key in the request log; must be unique. */
  readonly name: string;
  /** @default a random UUID */
  readonly key?: string;
  /** "org-admin" may do all; "viewer" has View Organization and View Integrations. @default "org-admin" */
  readonly role?: Role;
  /**
   * Its last day, `YYYY-MM-DD`: then it is a service account's access token, which Snyk refuses from the next day on.
   * @default none, as Snyk's legacy API keys
   */
  readonly expires?: string;
  /** In place of what the role permits. */
  readonly permissions?: readonly Permission[];
  /** Ids of the organizations that the key belongs to. @default "all" */
  readonly orgIds?: "all" | readonly string[];
}

/** One group of three organizations, a second group of one; a key of each role. Ids are the same in every run. */
export const DEFAULT_SEED: Seed = {
  groups: [
    {
      id: "a0000000-0000-4000-8000-000000000000",
      name: "Acme",
      orgs: [
        { id: "a0000000-0000-4000-8000-000000000001", name: "Payments" },
        { id: "a0000000-0000-4000-8000-000000000002", name: "Shipping" },
        { id: "a0000000-0000-4000-8000-000000000003", name: "Web shop" },
      ],
    },
    {
      id: "b0000000-0000-4000-8000-000000000000",
      name: "Bolt",
      orgs: [{ id: "b0000000-0000-4000-8000-000000000001", name: "Research" }],
    },
  ],
  keys: [
    { name: "admin", role: "org-admin" },
    { name: "viewer", role: "viewer" },
  ],
};

export function stateOf(seed: Seed, created: string): State {
  const groups = seed.groups.map((group) => ({ ...group, id: group.id ?? randomUUID() }));
  return {
    version: 1,
    groups: groups.map(({ id, name }) => ({ id, name })),
    orgs: groups.flatMap((group) =>
      group.orgs.map(({ id = randomUUID(), name, projects = 0 }) => ({
        id,
        name,
        slug: slug(name),
        groupId: group.id,
        created,
        projects,
      })),
    ),
    keys: seed.keys.map((key) => apiKeyOf(key)),
    integrations: [],
  };
}

/** @param host that an access token names as its own */
export function apiKeyOf(
  { name, key, role = "org-admin", expires, permissions, orgIds = "all" }: SeedKey,
  host?: string,
): ApiKey {
  return {
    name,
    key: key ?? (expires === undefined ? randomUUID() : newAccessToken(host)),
    role,
    ...(expires !== undefined && { expires }),
    ...(permissions && { permissions }),
    orgIds: orgIds === "all" ? orgIds : [...orgIds],
  };
}

/** In the form of Snyk's: a prefix, an id, what it is for, a signature. */
function newAccessToken(host: string | undefined): string {
  const claims = Buffer.from(JSON.stringify(host === undefined ? {} : { h: host })).toString("base64url");
  return `snyk_sat.${randomUUID().slice(0, 8)}.${claims}.${randomUUID().replaceAll("-", "")}`;
}

/** @returns the name as it stands in a URL. */
export function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "") || "org"
  );
}
