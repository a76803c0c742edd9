/** What the simulated Snyk remembers. Plain data: it goes to the state file as it is. */
export interface State {
  /** Shape of this file; a file of another version is refused. */
  version: 1;
  groups: Group[];
  orgs: Organization[];
  keys: ApiKey[];
  integrations: Integration[];
  /** Oldest first. Files of former releases have none. */
  auditEvents?: AuditEvent[];
}

/** The events of Snyk's audit log that are about integrations. */
export type AuditEventName =
  | "org.integration.create"
  | "org.integration.edit"
  | "org.integration.delete"
  | "org.integration.settings.edit";

export interface AuditEvent {
  /** ISO 8601. */
  readonly created: string;
  readonly event: AuditEventName;
  readonly orgId: string;
  readonly integrationId: string;
  /** Whose account did it. */
  readonly userId: string;
}

export interface Group {
  readonly id: string;
  readonly name: string;
}

/** An organization, as the simulator keeps it. */
export interface Organization {
  /** A UUID. */
  readonly id: string;
  /** Display name. */
  readonly name: string;
  /** The name as it stands in URLs. */
  readonly slug: string;
  /** Missing for a personal organization. */
  readonly groupId?: string;
  /** Day and time, ISO 8601. */
  readonly created: string;
  /** An organization with projects cannot be deleted. */
  readonly projects: number;
}

/** @see https://docs.snyk.io, "Pre-defined roles" and the permissions that each V1 operation lists. */
export const PERMISSIONS = [
  "View Organization",
  "View Integrations",
  "Edit Integrations",
  "View Audit Logs",
  "View Users",
  "View service accounts",
  "Create Organizations",
  "Remove Organization",
] as const;

/**
 * A permission of a role.
 * @useDeclaredType
 */
export type Permission = (typeof PERMISSIONS)[number];

/** What a key may do. */
export type Role = "org-admin" | "viewer";

export interface ApiKey {
  /** Stands for the key in the request log. */
  readonly name: string;
  readonly key: string;
  /** Of a service account that signs in with OAuth 2.0, in place of the key. */
  readonly client?: { readonly id: string; readonly secret: string };
  readonly role: Role;
  /** The last day of an access token, `YYYY-MM-DD`; a key of the legacy kind has none. */
  readonly expires?: string;
  /** In place of what the role permits. */
  readonly permissions?: readonly Permission[];
  /** The organizations that the key belongs to. */
  orgIds: "all" | string[];
}

export interface Integration {
  readonly id: string;
  readonly orgId: string;
  readonly type: string;
  brokered: boolean;
  /** What Snyk sends to now: the token that the relay uses. */
  liveToken?: string;
  provisionalToken?: ProvisionalToken;
  /** The live token of before a disable, for `reenableAfterDisable: "old-token"`. */
  formerToken?: string;
  /** The Universal Broker's connection that it goes through. */
  universal?: { readonly id: string; readonly name: string; readonly deploymentId: string };
  /** Names of the credential fields that are set. Their values are never kept. */
  credentialFields: string[];
  settings: Record<string, unknown>;
  readonly created: string;
  updated: string;
}

export interface ProvisionalToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** "switched-out": the live token of before a switch; it does not count as pending. */
  readonly origin: "provisioned" | "switched-out";
}
