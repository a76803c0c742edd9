import type { Server } from "node:http";
import { randomUUID } from "node:crypto";
import { provisionalTokenOf } from "./snyk/tokens";
import { AccessTokens } from "./snyk/access-tokens";
import { Clock } from "./snyk/clock";
import { controlApi } from "./control";
import { Faults } from "./api/faults";
import type { Integration, Organization, Role } from "./snyk/model";
import { RateLimiter } from "./api/rate-limit";
import type { IntegrationView, Simulator, SimulatorOptions } from "./running";
import { startRelay, type Relay } from "./broker/relay";
import { RequestLog } from "./api/request-log";
import { apiKeyOf, DEFAULT_SEED, slug, stateOf, type SeedKey, type SeedOrg } from "./snyk/seed";
import { application, listen, stop } from "./server";
import { Settings } from "./snyk/settings";
import { Store } from "./snyk/store";
import { WebUi } from "./web-ui";

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
  readonly accessTokens = new AccessTokens();
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
    this.webUi = new WebUi(this.#services());
    this.orgs = store.orgs.flatMap(({ id, name, groupId }) =>
      groupId === undefined ? [] : [{ id, name, groupId }],
    );
  }

  async start({ port = 0, relay }: SimulatorOptions): Promise<void> {
    const { faults, log, rate, accessTokens } = this;
    const services = { ...this.#services(), faults, log, rate, accessTokens };
    const { server, url } = await listen(application(services, controlApi(this)), port);
    this.#server = server;
    this.url = url;
    if (!relay) return;
    try {
      this.relay = await startRelay(this.store, this.url, relay === true ? {} : relay);
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

  addKey(seed: SeedKey): string {
    if (this.store.keys.some(({ name }) => name === seed.name))
      throw new Error(`There is a key "${seed.name}" already`);
    const added = apiKeyOf(seed, new URL(this.url).host);
    this.store.addKey(added);
    this.store.save();
    return added.key;
  }

  addServiceAccount(account: Omit<SeedKey, "key" | "expires">): {
    readonly clientId: string;
    readonly clientSecret: string;
  } {
    this.addKey(account);
    const client = { id: randomUUID(), secret: `secret-${randomUUID()}` };
    this.store.signIn(account.name, client);
    return { clientId: client.id, clientSecret: client.secret };
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

  #services() {
    return { store: this.store, settings: this.settings, clock: this.clock, url: () => this.url };
  }

  #keyOf(role: Role): string {
    const key = this.store.keys.find((candidate) => candidate.role === role);
    if (!key) throw new Error(`There is no key with role "${role}": add one with addKey`);
    return key.key;
  }

  #view(integration: Integration): IntegrationView {
    const { id, orgId, type, brokered, universal, liveToken, credentialFields, settings } = integration;
    return {
      id,
      orgId,
      type,
      brokered,
      ...(universal && { universalConnection: universal.name }),
      sharingSet: this.store.sharingSet(integration).map((member) => member.id),
      hasLiveToken: liveToken !== undefined,
      hasProvisionalToken: provisionalTokenOf(this.#services(), integration) !== undefined,
      credentialFields,
      settings,
    };
  }
}
