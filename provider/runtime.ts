import { join } from "node:path";
import { Connections, type Connection } from "./connection";
import type { CheckContext, Context } from "./lifecycle/context";
import { integrationKey } from "./lifecycle/context";
import { dayOf } from "./lifecycle/day";
import { Journal, type JournalEntry } from "./lifecycle/journal";
import { OrganizationGroups } from "./lifecycle/organization-groups";
import { RotationBudget } from "./lifecycle/rotation-budget";
import { RotationQueue, SYSTEM_TIMER } from "./lifecycle/rotation-queue";
import type { Properties } from "./lifecycle/types";
import { now, type ReadConfig, readSettings, type Settings } from "./settings";
import type { SnykApi } from "./snyk/api";

/** What one run configured. */
interface Configured {
  readonly settings: Settings;
  readonly connections: Connections;
  readonly budget: RotationBudget;
}

/** What all resources of a run share in the provider's process: clients, rate limits, the queue, the journal. */
export class Runtime {
  readonly #journal = new Journal(
    process.env["SNYK_BROKER_JOURNAL"] ?? join(process.cwd(), ".pulumi-snyk-broker"),
  );
  readonly #queue = new RotationQueue();
  readonly #retained = new Map<string, string[]>();
  readonly #groups = new Map<SnykApi, OrganizationGroups>();
  #config: ReadConfig = () => undefined;
  #configured: Configured | undefined;

  /** Called once per kind of resource, with the same configuration each time: what it set up is kept. */
  configure(config: ReadConfig): void {
    this.#config = config;
  }

  checkContext(): CheckContext {
    const { settings, connections, budget } = this.#ready();
    return {
      today: dayOf(now()),
      budget,
      provisionScope: settings.provisionScope,
      connectionProblems: (api) => connections.problems(api as Connection | undefined),
      log,
    };
  }

  /** @param properties inputs or outputs of the resource, for its `api` */
  context(properties: Readonly<Record<string, unknown>>): Context {
    const { settings, connections, budget } = this.#ready();
    const { api, origin } = connections.open(properties["api"] as Connection | undefined);
    return {
      api: api.forOperation(),
      origin,
      journal: this.#journal,
      queue: this.#queue,
      budget,
      timer: SYSTEM_TIMER,
      provisionScope: settings.provisionScope,
      rotationWaitMs: (settings.rotationWaitSeconds ?? 600) * 1000,
      liveGenerations: settings.liveGeneration,
      retained: this.#retained,
      groups: this.#groupsOf(api),
      now,
      log,
    };
  }

  /**
   * Takes out of the journal what the state holds by now. A token that is still to be switched leaves the note that
   * it is, without the token. Needs no API key: the place of the former one may be gone.
   */
  settle(state: Properties, journalKey?: (at: Pick<Context, "origin">, state: Properties) => string): void {
    if (journalKey) {
      const origin = this.#originOf(state);
      this.#journal.remove(journalKey({ origin }, state));
      return;
    }
    const { orgId, type, brokerToken, liveGeneration } = state;
    if (typeof orgId !== "string" || typeof type !== "string") return;
    const key = integrationKey({ origin: this.#originOf(state) }, { orgId, type });
    const entry = this.#journal.find(key);
    if (typeof liveGeneration === "number" && entry) this.#settleSwitch(key, entry, liveGeneration);
    if (entry?.token === undefined || entry.token !== brokerToken) return;
    const { token: _settled, ...note } = entry;
    if (entry.operation === "provision") this.#journal.keep(key, note);
    else this.#journal.remove(key);
  }

  /** The state of a `TokenSwitch` knows which generation is live: a note of how it became so is outdated. */
  #settleSwitch(key: string, { operation, generation, token }: JournalEntry, liveGeneration: number): void {
    const ofRotation = operation === "switch" || operation === "provision";
    if (ofRotation && token === undefined && generation <= liveGeneration) this.#journal.remove(key);
  }

  #originOf(state: Properties): string {
    return this.#ready().connections.origin(state["api"] as Connection | undefined);
  }

  #ready(): Configured {
    this.#configured ??= this.#read();
    return this.#configured;
  }

  #read(): Configured {
    const settings = readSettings(this.#config);
    return {
      settings,
      connections: new Connections(this.#config, settings),
      budget: new RotationBudget({ perGroup: settings.rotationsPerRun }),
    };
  }

  #groupsOf(api: SnykApi): OrganizationGroups {
    const known = this.#groups.get(api) ?? new OrganizationGroups(api);
    this.#groups.set(api, known);
    return known;
  }
}

/** The host's output is what the engine shows, as a line of the stack. */
function log(line: string): void {
  console.info(line);
}
