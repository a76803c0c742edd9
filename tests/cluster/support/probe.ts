import { setTimeout as sleep } from "node:timers/promises";
import type { Relay } from "../../../simulator";

/** One request every so often: 62 a second. */
const PERIOD_MS = 16;

/** How often Snyk's side is asked whether a client holds the live token. */
const LOOK_MS = 100;

/** A request that did not come back as it should. */
export interface Lost {
  /** Milliseconds after the probe's start. */
  readonly at: number;
  /** HTTP status and Broker's reason, or why there was no answer. */
  readonly why: string;
  /** What became of the same request, sent once more. */
  readonly again: "arrived" | "lost";
}

export interface Outcome {
  readonly sent: number;
  readonly perSecond: number;
  readonly lost: readonly Lost[];
  /** Seconds in which no client held the live token. */
  readonly secondsWithoutClient: number;
  /** The longest a request took, ms. */
  readonly slowest: number;
}

/**
 * Load through Snyk's relay, with the token that is live at the moment of each request, as Snyk sends. Requests leave
 * by the clock, however long the ones before them take: one that waits does not spare the next ones its fate.
 */
export class Probe {
  readonly #start = Date.now();
  readonly #lost: Lost[] = [];
  readonly #pending = new Set<Promise<void>>();
  readonly #loops: Promise<unknown>;
  #sent = 0;
  #slowest = 0;
  #missing = 0;
  #stopped = false;

  constructor(relay: Relay, integrationId: string, path = "/api/v4/user") {
    const problem = (): Promise<string | undefined> =>
      relay.import({ integrationId, path }).then(
        ({ status, headers }) =>
          status === 200 && headers["x-broker-failure"] === undefined
            ? undefined
            : `${status} ${headers["x-broker-failure"] ?? ""}`.trim(),
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    const send = async (): Promise<void> => {
      const at = Date.now();
      const why = await problem();
      this.#slowest = Math.max(this.#slowest, Date.now() - at);
      if (why === undefined) return;
      this.#lost.push({
        at: at - this.#start,
        why,
        again: (await problem()) === undefined ? "arrived" : "lost",
      });
    };
    this.#loops = Promise.all([this.#send(send), this.#look(() => relay.connected(integrationId))]);
  }

  /** Milliseconds since its start. */
  get elapsed(): number {
    return Date.now() - this.#start;
  }

  /** Waits for the answers that are still out. */
  async stop(): Promise<Outcome> {
    const seconds = (Date.now() - this.#start) / 1000;
    const sent = this.#sent;
    this.#stopped = true;
    await this.#loops;
    await Promise.all(this.#pending);
    return {
      sent: this.#sent,
      perSecond: sent / seconds,
      lost: this.#lost,
      secondsWithoutClient: this.#missing / 1000,
      slowest: this.#slowest,
    };
  }

  async #send(request: () => Promise<void>): Promise<void> {
    while (!this.#stopped) {
      const due = Math.floor((Date.now() - this.#start) / PERIOD_MS) + 1;
      while (this.#sent < due) {
        this.#sent++;
        const pending = request().finally(() => this.#pending.delete(pending));
        this.#pending.add(pending);
      }
      await sleep(PERIOD_MS / 2);
    }
  }

  async #look(connected: () => Promise<boolean>): Promise<void> {
    let last = Date.now();
    while (!this.#stopped) {
      await sleep(LOOK_MS);
      const there = await connected().catch(() => false);
      const now = Date.now();
      if (!there) this.#missing += now - last;
      last = now;
    }
  }
}
