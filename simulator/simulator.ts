import type { Server } from "node:http";
import { randomUUID } from "node:crypto";
import { provisionalTokenOf } from "./snyk/tokens";
import { Clock } from "./snyk/clock";
import { controlApi } from "./control";
import { Faults } from "./api/faults";
import type { Integration, Organization, Permission, Role } from "./snyk/model";
import { RateLimiter, type RateFigures, type RateLimits } from "./api/rate-limit";
import { startRelay, type Relay, type RelayOptions } from "./broker/relay";
import { RequestLog } from "./api/request-log";
import { DEFAULT_SEED, slug, stateOf, type Seed, type SeedKey, type SeedOrg } from "./snyk/seed";
import { application, listen, stop } from "./server";
import { Settings, type SimulatorSettings } from "./snyk/settings";
import { Store } from "./snyk/store";
import { WebUi } from "./web-ui";

/** How a simulator starts. Nothing is needed. */
export interface SimulatorOptions {
  /** TCP port on 127.0.0.1. @default 0: the system picks a free one */
  readonly port?: number;
  /** Path of a JSON file that keeps organizations, keys, integrations and tokens. @default none, in memory only */
  readonly stateFile?: string;
  /** How Snyk behaves where its documentation leaves it open. */
  readonly settings?: Partial<SimulatorSettings>;
  /** How many requests of a key are answered. @default Snyk's documented limits */
  readonly rateLimits?: RateLimits;
  /** Start Snyk's side of the Broker too: the real Broker server of npm `snyk-broker`. @default false */
  readonly relay?: boolean | RelayOptions;
  /** Organizations and keys to start with; a state file that exists already wins. @default `DEFAULT_SEED` */
  readonly seed?: Seed;
}

/** An integration, without its tokens. */
export interface IntegrationView {
  /** A UUID. */
  readonly id: string;
  /** Its organization, a UUID. */
  readonly orgId: string;
  /** Integration type, such as `gitlab`. */
  readonly type: string;
  /** Whether its Broker is enabled. */
  readonly brokered: boolean;
  /** Ids of all integrations with the same live token, this one included; empty without a live token. */
  readonly sharingSet: readonly string[];
  /** Whether it has a token that Snyk sends to. */
  readonly hasLiveToken: boolean;
  /** Whether a token was provisioned and not switched to yet. */
  readonly hasProvisionalToken: boolean;
  /** Which credentials are set; their values are not kept. */
  readonly credentialFields: readonly string[];
  /** Its settings, as V1 answers them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A simulated Snyk that runs, and the hands on it. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, to which a client appends `/v1` and `/rest`. */
  readonly url: string;
  /** The first key with role "org-admin". */
  readonly adminKey: string;
  /** The first key with role "viewer". */
  readonly viewerKey: string;
  /** The organizations of the start; with the default seed three of one group, then one of another. */
  readonly orgs: readonly {
    /** A UUID. */
    readonly id: string;
    /** Display name. */
    readonly name: string;
    /** Its group, a UUID. */
    readonly groupId: string;
  }[];
  /**
   * Adds an organization.
   * @param org its group is the first one by default; pass `groupId` for another, or a new one
   */
  addOrg(org: SeedOrg & { readonly groupId?: string }): Organization;
  /** @returns the key. */
  addKey(key: SeedKey): string;
  /** How Snyk behaves where its documentation leaves it open; a patch acts on the next call. */
  readonly settings: Pick<Settings, "get" | "patch" | "reset">;
  /** Refusals, lost answers and delays to order for calls to come. */
  readonly faults: Pick<Faults, "order" | "clear" | "pending">;
  /** The requests that came, for assertions. */
  readonly log: Pick<RequestLog, "all" | "of" | "count" | "clear">;
  /** How many requests came in which minute. */
  readonly rate: {
    /** @returns the figures since the start or the last `clear`. */
    figures(): RateFigures;
    /** Starts the figures, and the limits, anew. */
    clear(): void;
  };
  /** The simulator's own time, for tokens that expire. */
  readonly clock: {
    /** Lets time pass. */
    advance(seconds: number): void;
  };
  /** @returns the integration that V1 shows for the type. */
  integration(orgId: string, type: string): IntegrationView | undefined;
  /** @returns all integrations, or those of one organization. */
  integrations(orgId?: string): readonly IntegrationView[];
  /** What a person does in Snyk's web UI, beside the API. */
  readonly webUi: Pick<
    WebUi,
    | "tokens"
    | "turnBrokerOn"
    | "turnBrokerOff"
    | "removeIntegration"
    | "addIntegration"
    | "renameOrganization"
  >;
  /** Missing unless it was asked for. */
  readonly relay?: Relay;
  /** Ends the server, its connections and the relay. */
  close(): Promise<void>;
}

/** Starts a Snyk on 127.0.0.1. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = new Clock();
  const store = Store.open(() => stateOf(options.seed ?? DEFAULT_SEED, clock.timestamp()), options.stateFile);
  const simulator = new RunningSimulator(store, clock, options);
  await simulator.start(options);
  return simulator;
}

class RunningSimulator implements Simulator {
  readonly settings: Settings;
  readonly faults = new Faults();
  readonly log = new RequestLog();
  readonly rate: RateLimiter;
  readonly webUi: WebUi;
  readonly orgs: Simulator["orgs"];
  url = "";
  relay?: Relay;
  #server?: Server;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    options: SimulatorOptions,
  ) {
    this.settings = new Settings(options.settings);
    this.rate = new RateLimiter(options.rateLimits);
    this.webUi = new WebUi(this.#world());
    this.orgs = store.orgs.flatMap(({ id, name, groupId }) =>
      groupId === undefined ? [] : [{ id, name, groupId }],
    );
  }

  async start({ port = 0, relay }: SimulatorOptions): Promise<void> {
    const desk = { ...this.#world(), faults: this.faults, log: this.log, rate: this.rate };
    const { server, url } = await listen(application(desk, controlApi(this)), port);
    this.#server = server;
    this.url = url;
    if (!relay) return;
    try {
      this.relay = await startRelay(this.store, relay === true ? {} : relay);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  get adminKey(): string {
    return this.#keyOf("org-admin");
  }

  get viewerKey(): string {
    return this.#keyOf("viewer");
  }

  addOrg({
    id = randomUUID(),
    name,
    projects = 0,
    groupId,
  }: SeedOrg & { readonly groupId?: string }): Organization {
    const group = groupId ?? this.store.groups[0]?.id;
    if (group === undefined) throw new Error("There is no group: pass a groupId");
    if (this.store.org(id)) throw new Error(`There is an organization ${id} already`);
    if (!this.store.group(group)) this.store.addGroup({ id: group, name: `Group ${group.slice(0, 8)}` });
    const created = this.clock.timestamp();
    const org = { id, name, slug: `${slug(name)}-${id.slice(0, 8)}`, groupId: group, created, projects };
    this.store.addOrg(org);
    this.store.save();
    return org;
  }

  addKey({ name, key = randomUUID(), role = "org-admin", permissions, orgIds = "all" }: SeedKey): string {
    if (this.store.keys.some((other) => other.name === name))
      throw new Error(`There is a key "${name}" already`);
    const restriction: { permissions?: readonly Permission[] } = permissions ? { permissions } : {};
    this.store.addKey({ name, key, role, ...restriction, orgIds: orgIds === "all" ? orgIds : [...orgIds] });
    this.store.save();
    return key;
  }

  integration(orgId: string, type: string): IntegrationView | undefined {
    const integration = this.store.integrationByType(orgId, type);
    return integration && this.#view(integration);
  }

  integrations(orgId?: string): readonly IntegrationView[] {
    const found = orgId === undefined ? this.store.integrations : this.store.integrationsOf(orgId);
    return found.map((integration) => this.#view(integration));
  }

  async close(): Promise<void> {
    await Promise.all([this.relay?.close(), this.#server && stop(this.#server)]);
    this.#server = undefined;
  }

  #world() {
    return { store: this.store, settings: this.settings, clock: this.clock, url: () => this.url };
  }

  #keyOf(role: Role): string {
    const key = this.store.keys.find((candidate) => candidate.role === role);
    if (!key) throw new Error(`There is no key with role "${role}": add one with addKey`);
    return key.key;
  }

  #view(integration: Integration): IntegrationView {
    const { id, orgId, type, brokered, liveToken, credentialFields, settings } = integration;
    return {
      id,
      orgId,
      type,
      brokered,
      sharingSet: this.store.sharingSet(integration).map((member) => member.id),
      hasLiveToken: liveToken !== undefined,
      hasProvisionalToken: provisionalTokenOf(this.#world(), integration) !== undefined,
      credentialFields,
      settings,
    };
  }
}
