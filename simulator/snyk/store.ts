import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { ApiKey, AuditEvent, Group, Integration, Organization, State } from "./model";

const MOST_EVENTS = 1_000;

/** The simulated Snyk's memory, with a file behind it or without. */
export class Store {
  readonly #file: string | undefined;
  readonly #state: State;

  private constructor(state: State, file: string | undefined) {
    this.#state = state;
    this.#file = file;
  }

  /** @param file path of the state file; it is read when it exists, else `initial` starts it. */
  static open(initial: () => State, file?: string): Store {
    if (file === undefined) return new Store(initial(), undefined);
    const path = resolve(file);
    const found = readState(path);
    const store = new Store(found ?? initial(), path);
    store.save();
    return store;
  }

  get groups(): readonly Group[] {
    return this.#state.groups;
  }

  get orgs(): readonly Organization[] {
    return this.#state.orgs;
  }

  get keys(): readonly ApiKey[] {
    return this.#state.keys;
  }

  get integrations(): readonly Integration[] {
    return this.#state.integrations;
  }

  /** Oldest first. */
  get auditEvents(): readonly AuditEvent[] {
    return this.#state.auditEvents ?? [];
  }

  /** Keeps an event; the oldest ones go, so that a state file does not grow for ever. */
  addAuditEvent(event: AuditEvent): void {
    this.#state.auditEvents = [...this.auditEvents.slice(1 - MOST_EVENTS), event];
  }

  group(id: string): Group | undefined {
    return this.#state.groups.find((group) => group.id === id);
  }

  org(id: string): Organization | undefined {
    return this.#state.orgs.find((org) => org.id === id);
  }

  integration(id: string): Integration | undefined {
    return this.#state.integrations.find((integration) => integration.id === id);
  }

  integrationsOf(orgId: string): Integration[] {
    return this.#state.integrations.filter((integration) => integration.orgId === orgId);
  }

  /** @returns the integration that V1's list shows for the type: the newest. */
  integrationByType(orgId: string, type: string): Integration | undefined {
    return this.integrationsOf(orgId).findLast((integration) => integration.type === type);
  }

  /** @returns all that have the same live token, this one included; none when it has no live token. */
  sharingSet(integration: Integration): Integration[] {
    const token = integration.liveToken;
    return token === undefined ? [] : this.#state.integrations.filter(({ liveToken }) => liveToken === token);
  }

  /** @returns all integrations of the organization's group, or of the organization where it has no group. */
  integrationsOfGroup(org: Organization): Integration[] {
    const orgs =
      org.groupId === undefined ? [org] : this.#state.orgs.filter((o) => o.groupId === org.groupId);
    const ids = new Set(orgs.map(({ id }) => id));
    return this.#state.integrations.filter(({ orgId }) => ids.has(orgId));
  }

  addGroup(group: Group): void {
    this.#state.groups.push(group);
  }

  addOrg(org: Organization): void {
    this.#state.orgs.push(org);
  }

  addKey(key: ApiKey): void {
    this.#state.keys.push(key);
  }

  /** Makes a key a service account that signs in with OAuth 2.0. */
  signIn(name: string, client: NonNullable<ApiKey["client"]>): void {
    this.#state.keys = this.#state.keys.map((key) => (key.name === name ? { ...key, client } : key));
    this.save();
  }

  addIntegration(integration: Integration): void {
    this.#state.integrations.push(integration);
  }

  removeIntegration(id: string): void {
    this.#state.integrations = this.#state.integrations.filter((integration) => integration.id !== id);
  }

  renameOrg(id: string, name: string): void {
    this.#state.orgs = this.#state.orgs.map((org) => (org.id === id ? { ...org, name } : org));
  }

  /** Removes the organization with its integrations, and the keys' membership of it. */
  removeOrg(id: string): void {
    this.#state.orgs = this.#state.orgs.filter((org) => org.id !== id);
    this.#state.integrations = this.#state.integrations.filter(({ orgId }) => orgId !== id);
    for (const key of this.#state.keys) {
      if (key.orgIds !== "all") key.orgIds = key.orgIds.filter((orgId) => orgId !== id);
    }
  }

  /**
   * Writes the state file, if there is one. Synchronous, and called before a write is answered: whoever has the
   * answer finds its effect after a `kill -9`. The rename makes it all or nothing.
   */
  save(): void {
    if (this.#file === undefined) return;
    const temporary = `${this.#file}.${process.pid}.tmp`;
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(this.#state, null, 2), { mode: 0o600 });
    chmodSync(temporary, 0o600); // a temporary file that a crash left behind keeps its old mode
    renameSync(temporary, this.#file);
  }
}

function readState(path: string): State | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const notOurs = (why: string) =>
    new Error(`${path} is not a state file of this simulator: ${why}. Remove or rename it.`);
  let value: Partial<State> | null;
  try {
    value = JSON.parse(text) as Partial<State> | null;
  } catch {
    throw notOurs("it is not JSON");
  }
  if (value?.version !== 1) throw notOurs('it has no "version": 1');
  for (const list of ["groups", "orgs", "keys", "integrations"] as const) {
    if (!Array.isArray(value[list])) throw notOurs(`"${list}" is not a list`);
  }
  if (value.auditEvents !== undefined && !Array.isArray(value.auditEvents))
    throw notOurs('"auditEvents" is not a list');
  return value as State;
}
