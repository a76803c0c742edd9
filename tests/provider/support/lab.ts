import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CheckContext, Context } from "../../../provider/lifecycle/context";
import { PartialFailure } from "../../../provider/lifecycle/engine/partial-failure";
import type { Holders } from "../../../provider/lifecycle/ledger/holders";
import { Journal } from "../../../provider/lifecycle/ledger/journal";
import { Ledger } from "../../../provider/lifecycle/ledger/ledger";
import { Actors } from "../../../provider/lifecycle/classic/observe/actor";
import { OrganizationGroups } from "../../../provider/lifecycle/classic/organization-groups";
import { RotationBudget } from "../../../provider/lifecycle/classic/token/budget";
import { RotationQueue } from "../../../provider/lifecycle/classic/token/queue";
import { SnykApi } from "../../../provider/snyk/api";
import { SnykHttp } from "../../../provider/snyk/http";
import { Limiter, type Limiters } from "../../../provider/snyk/limiter";
import { type Operation, type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator";

/** Time that passes only while somebody waits for it. */
export function virtualTime(): { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> } {
  let passed = 0;
  return {
    now: () => passed,
    sleep: async (ms) => {
      passed += ms;
      await new Promise(setImmediate);
    },
  };
}

/** A client of `origin` that waits for nothing. */
export function quickHttp(origin: string, apiKey: string, patienceMs = 15_000): SnykHttp {
  const limiters = bothBy(new Limiter(virtualTime()));
  return new SnykHttp({ origin, credentials: { apiKey }, limiters, patienceMs, backOff: () => 0 });
}

/** One limiter for the calls to both APIs. */
export function bothBy(limiter: Limiter): Limiters {
  return { v1: limiter, rest: limiter };
}

export interface ContextOptions {
  readonly apiKey?: string;
  /** Milliseconds that an operation may spend on calls without an answer. @default 15000 */
  readonly patienceMs?: number;
  /** Another folder than the lab's, as on a fresh machine. */
  readonly journal?: Journal;
  /** What this run has seen, where it is to be shared with other contexts. @default nothing yet */
  readonly holders?: Holders;
  /** The stack that is run. @default "acme/payments/dev" */
  readonly owner?: string | undefined;
  readonly liveGenerations?: ReadonlyMap<string, number>;
  readonly queue?: RotationQueue;
  readonly budget?: RotationBudget;
  readonly provisionScope?: "group" | "sharing-set";
}

/** A limiter in virtual time makes more calls a minute than Snyk allows. */
const UNLIMITED = { v1PerMinute: 1e9, restPerMinute: 1e9, restPerSecond: 1e9 };

/** A Snyk on 127.0.0.1, and what one process of the provider has to talk to it. */
export class Lab {
  readonly simulator: Simulator;
  readonly folder = mkdtempSync(join(tmpdir(), "snyk-broker-lab-"));
  readonly journal = new Journal(join(this.folder, "journal"));
  /** What was logged, line by line. */
  readonly logs: string[] = [];

  private constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  static async start(options: SimulatorOptions = {}): Promise<Lab> {
    return new Lab(await startSimulator({ rateLimits: UNLIMITED, ...options }));
  }

  /** A fresh organization; in a group of its own, or in the one that is named. */
  org(groupId: string = crypto.randomUUID()): { readonly id: string; readonly groupId: string } {
    const { id } = this.simulator.addOrg({ name: `org ${crypto.randomUUID()}`, groupId });
    return { id, groupId };
  }

  context(options: ContextOptions = {}): Context {
    const { apiKey = this.simulator.adminKey, patienceMs } = options;
    const api = new SnykApi(quickHttp(this.simulator.url, apiKey, patienceMs));
    return {
      api,
      origin: this.simulator.url,
      ledger: this.ledger(options),
      queue: options.queue ?? new RotationQueue(virtualTime()),
      budget: options.budget ?? new RotationBudget(),
      timer: virtualTime(),
      provisionScope: options.provisionScope ?? "group",
      rotationWaitMs: 20_000,
      liveGenerations: options.liveGenerations ?? new Map(),
      groups: new OrganizationGroups(api),
      actors: new Actors(),
      now: () => new Date("2026-11-22T12:00:00Z"),
      log: (line) => this.logs.push(line),
    };
  }

  /** The ledger of one run: the files are this lab's, what was seen is the run's. */
  ledger(options: ContextOptions = {}): Ledger {
    const { holders, journal = this.journal } = options;
    return new Ledger({
      journal,
      ...(holders && { holders }),
      owner: () => ("owner" in options ? options.owner : STACK),
      now: () => new Date("2026-11-22T12:00:00Z"),
      log: (line) => this.logs.push(line),
    });
  }

  /** The calls since the last time, by name. */
  calls(): readonly string[] {
    const calls = this.simulator.log
      .all()
      .map(({ operation, detail }) => (detail ? `${operation}:${detail}` : operation));
    this.simulator.log.clear();
    return calls;
  }

  count(operation: Operation): number {
    return this.simulator.log.count(operation);
  }

  /** How often an operation had its effect in the organizations of a group. */
  effects(operation: Operation, orgId: string): number {
    return this.simulator.log.of(operation).filter((entry) => entry.effect && entry.orgId === orgId).length;
  }

  liveToken(orgId: string, type = "gitlab"): string | undefined {
    const { id } = this.simulator.integration(orgId, type) ?? {};
    return id && this.simulator.webUi.tokens(id).brokerToken;
  }

  provisionalToken(orgId: string, type = "gitlab"): string | undefined {
    const { id } = this.simulator.integration(orgId, type) ?? {};
    return id && this.simulator.webUi.tokens(id).provisionalBrokerToken;
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Whose the notes of a lab are, unless told otherwise. */
export const STACK = "acme/payments/dev";

export function checkContext(today: string, overrides: Partial<CheckContext> = {}): CheckContext {
  return {
    today,
    ledger: new Ledger({
      journal: new Journal(join(tmpdir(), "snyk-broker-no-such-folder")),
      owner: () => STACK,
      now: () => new Date(`${today}T12:00:00Z`),
      log: () => undefined,
    }),
    origin: () => "https://snyk.invalid",
    resource: 'BrokeredIntegration "gitlab"',
    budget: new RotationBudget(),
    provisionScope: "group",
    connectionProblems: () => [],
    log: () => undefined,
    ...overrides,
  };
}

/** Checked inputs of a first creation. */
export function firstInputs(orgId: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    orgId,
    type: "gitlab",
    onDelete: "disable",
    tokenGeneration: 1,
    tokenIssuedOn: "2026-11-22",
    rotationReason: "first token",
    brokered: true,
    ...more,
  };
}

/** What a step leaves that has failed half-way. */
export async function partialFailureOf(promise: Promise<unknown>): Promise<PartialFailure> {
  const failure = await failureOf(promise);
  if (failure instanceof PartialFailure) return failure;
  throw new Error(`this is no partial failure: ${failure.message}`);
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error("it succeeded, and should not have");
}
