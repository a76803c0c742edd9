import { setTimeout as sleep } from "node:timers/promises";
import type { ImportRequest, Relay } from "../../../simulator";

/** Enough to see a gap of 50 ms, and little enough for several probes on two cores. */
const PER_SECOND = 20;

/**
 * How many answers may be out before the probe waits. A machine that cannot keep up slows the probe down; without a
 * bound the requests would wait for each other, until each of them was called lost.
 */
const MOST_OUT = 64;

/** How often it is looked whether a request is due. */
const TICK_MS = 8;

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

export interface ProbeOutcome {
  readonly sent: number;
  readonly perSecond: number;
  readonly lost: readonly Lost[];
  /** Seconds in which the Broker server said that no client held the live token. */
  readonly secondsWithoutClient: number;
  /** The longest a request took, ms. */
  readonly slowest: number;
}

export interface ProbeOptions {
  /** Requests a second. */
  readonly perSecond?: number;
  /** What is asked for, and with which headers. @default a user of GitLab's */
  readonly request?: Pick<ImportRequest, "path" | "headers">;
}

const OF_GITLAB = { path: "/api/v4/user" };

/**
 * Load through Snyk's relay, with the token that is live at the moment of each request, as Snyk sends. Requests leave
 * by the clock, however long the ones before them take, up to `MOST_OUT`: one that waits does not spare the next ones its
 * fate.
 */
export class Probe {
  readonly #start = Date.now();
  readonly #period: number;
  readonly #lost: Lost[] = [];
  /** The requests whose answers are out, with the time of their sending. */
  readonly #pending = new Map<Promise<void>, number>();
  readonly #loops: Promise<unknown>;
  #sent = 0;
  #slowest = 0;
  #missing = 0;
  #stopped = false;

  constructor(
    relay: Relay,
    integrationId: string,
    { perSecond = PER_SECOND, request = OF_GITLAB }: ProbeOptions = {},
  ) {
    this.#period = 1000 / perSecond;
    const problem = (): Promise<string | undefined> =>
      relay.import({ integrationId, ...request }).then(
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

  /** How many answers are out. */
  get out(): number {
    return this.#pending.size;
  }

  /** When the oldest request was sent whose answer is out, or else now: milliseconds after the start. */
  get oldestOut(): number {
    return Math.min(Date.now(), ...this.#pending.values()) - this.#start;
  }

  /** Waits for the answers that are still out. */
  async stop(): Promise<ProbeOutcome> {
    const seconds = (Date.now() - this.#start) / 1000;
    const sent = this.#sent;
    this.#stopped = true;
    await this.#loops;
    await Promise.all(this.#pending.keys());
    return {
      sent: this.#sent,
      perSecond: sent / seconds,
      lost: this.#lost,
      secondsWithoutClient: this.#missing / 1000,
      slowest: this.#slowest,
    };
  }

  async #send(request: () => Promise<void>): Promise<void> {
    let skipped = 0;
    while (!this.#stopped) {
      const due = Math.floor((Date.now() - this.#start) / this.#period) + 1;
      for (; this.#sent + skipped < due && this.out < MOST_OUT; this.#sent++) {
        const now = Date.now();
        const pending = request().finally(() => this.#pending.delete(pending));
        this.#pending.set(pending, now);
      }
      skipped = due - this.#sent; // what could not be sent in time is not sent later
      await sleep(TICK_MS);
    }
  }

  async #look(connected: () => Promise<boolean>): Promise<void> {
    let last = Date.now();
    while (!this.#stopped) {
      await sleep(LOOK_MS);
      const there = await connected().catch(() => undefined);
      const now = Date.now();
      if (there === false) this.#missing += now - last;
      last = now;
    }
  }
}
