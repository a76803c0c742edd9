import { join } from "node:path";
import { Connections, type Connection } from "./connections";
import type { CheckContext, Context } from "../lifecycle/context";
import { dayOf } from "../lifecycle/classic/token/day";
import { Journal } from "../lifecycle/ledger/journal";
import { Ledger } from "../lifecycle/ledger/ledger";
import { Actors } from "../lifecycle/classic/observe/actor";
import { ExpiryNotices } from "./expiry";
import { OrganizationGroups } from "../lifecycle/classic/organization-groups";
import { RotationBudget } from "../lifecycle/classic/token/budget";
import { RotationQueue } from "../lifecycle/classic/token/queue";
import { SYSTEM_TIMER } from "../snyk/timer";
import type { Properties } from "../lifecycle/engine/protocol";
import { now, type ReadConfig, readConfiguration, type Configuration } from "./configuration";
import type { SnykApi } from "../snyk/api";

/** What one run configured. */
interface Configured {
  readonly configuration: Configuration;
  readonly connections: Connections;
  readonly budget: RotationBudget;
  readonly expiries: ExpiryNotices;
}

/** What all resources of a run share in the provider's process: clients, rate limits, the queue, the ledger. */
export class Runtime {
  readonly ledger = new Ledger({
    journal: new Journal(process.env["SNYK_BROKER_JOURNAL"] ?? join(process.cwd(), ".pulumi-snyk-broker")),
    owner: () => this.#stack,
    now,
    log,
  });
  readonly #queue = new RotationQueue();
  #stack: string | undefined;
  readonly #shared = new Map<SnykApi, Pick<Context, "groups" | "actors">>();
  #config: ReadConfig = () => undefined;
  #configured: Configured | undefined;

  /** Called once per kind of resource, with the same configuration each time: what it set up is kept. */
  configure(config: ReadConfig): void {
    this.#config = config;
  }

  /**
   * @param resource the resource that is checked, for people
   * @param stack the stack that is run: a program says it with every resource, a `destroy` runs none
   */
  checkContext(resource: string, stack: string | undefined): CheckContext {
    this.#stack = stack ?? this.#stack;
    const { configuration, connections, budget, expiries } = this.#ready();
    const today = dayOf(now());
    return {
      today,
      budget,
      provisionScope: configuration.provisionScope,
      connectionProblems: (api) => {
        const problems = connections.problems(api as Connection | undefined);
        if (problems.length === 0) expiries.heed(connections.expiry(api as Connection | undefined), today);
        return problems;
      },
      ledger: this.ledger,
      origin: (api) => connections.origin(api as Connection | undefined),
      resource,
      log,
    };
  }

  /** @param properties inputs or outputs of the resource, for its `api` */
  context(properties: Readonly<Record<string, unknown>>): Context {
    const { configuration, connections, budget } = this.#ready();
    const { api, origin } = connections.open(properties["api"] as Connection | undefined);
    return {
      api: api.forOperation(),
      origin,
      ledger: this.ledger,
      queue: this.#queue,
      budget,
      timer: SYSTEM_TIMER,
      provisionScope: configuration.provisionScope,
      rotationWaitMs: (configuration.rotationWaitSeconds ?? 600) * 1000,
      liveGenerations: configuration.liveGeneration,
      ...this.#sharedBy(api),
      now,
      log,
    };
  }

  /** Where a state's resource is: no credentials are needed to know it, and the place of the former ones may be gone. */
  at(state: Properties): { readonly origin: string } {
    return { origin: this.#ready().connections.origin(state["api"] as Connection | undefined) };
  }

  #ready(): Configured {
    this.#configured ??= this.#read();
    return this.#configured;
  }

  #read(): Configured {
    const configuration = readConfiguration(this.#config);
    return {
      configuration,
      connections: new Connections(this.#config, configuration, (text, remedy) => log(`${text} ${remedy}`)),
      budget: new RotationBudget({ perGroup: configuration.rotationsPerRun }),
      expiries: new ExpiryNotices(log),
    };
  }

  /** What is asked once per run, for all resources of a key. */
  #sharedBy(api: SnykApi): Pick<Context, "groups" | "actors"> {
    const known = this.#shared.get(api) ?? { groups: new OrganizationGroups(api), actors: new Actors() };
    this.#shared.set(api, known);
    return known;
  }
}

/** The host's output is what the engine shows, as a line of the stack. */
function log(line: string): void {
  console.info(line);
}
