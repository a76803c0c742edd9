import { SYSTEM_TIMER, type Timer } from "./timer";

/** Snyk counts the calls of a key to its two APIs apart: each has its budget, or both have the same one. */
export interface Limiters {
  readonly v1: Limiter;
  readonly rest: Limiter;
}

/**
 * Calls a minute by default: nine tenths of what Snyk allows a key, which is 2,000 by V1 and 1,620 by REST.
 * @see https://docs.snyk.io/snyk-api/rest-api/about-the-rest-api and https://docs.snyk.io/snyk-api/v1-api, "Rate limiting"
 */
export const PER_MINUTE = { v1: 1800, rest: 1458 } as const;

/** Bounds of one budget of an API key in this process. */
export interface LimiterOptions extends Partial<Timer> {
  /** Calls a minute. @default those of V1 */
  readonly perMinute?: number;
  /** Calls that may go out at once after a rest; at most a tenth of `perMinute`. @default 20 */
  readonly burst?: number;
  /** Calls without an answer at one time. @default 20 */
  readonly inFlight?: number;
}

/** How many times slower a limiter gets that keeps being refused, at most. */
const SLOWEST = 16;
/** After how long without a refusal it is twice as fast again, milliseconds: one refusal more costs a whole minute. */
const RECOVERY = 2 * 60_000;

/**
 * Spaces calls out, evenly: at most `perMinute` leave in any minute. A pause after a 429 holds back all that wait, not
 * only the call that was refused, and halves the pace after it, which then recovers bit by bit: processes that do not
 * know of each other come to share one key's limit that way.
 */
export class Limiter {
  readonly #interval: number;
  readonly #tolerance: number;
  readonly #timer: Timer;
  readonly #waiting: (() => void)[] = [];
  #free: number;
  /** When the next call is due if every earlier one had left exactly on time. */
  #due = 0;
  #pausedUntil = 0;
  /** How many times slower than the configured pace it was at `#slownessAt`. */
  #slowness = 1;
  #slownessAt = 0;

  constructor({ perMinute = PER_MINUTE.v1, burst = 20, inFlight = 20, ...timer }: LimiterOptions = {}) {
    const together = Math.max(1, Math.min(burst, Math.floor(perMinute / 10)));
    // What leaves at once counts as well: a burst and the even pace after it stay within the minute's number. The half
    // percent is for calls that the network brings closer together.
    this.#interval = 60_300 / (perMinute - together + 1);
    this.#tolerance = this.#interval * (together - 1);
    this.#free = inFlight;
    this.#timer = { ...SYSTEM_TIMER, ...timer };
  }

  /** Runs `call` when a slot and the rate allow it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    await this.#slot();
    try {
      await this.#turn();
      return await call();
    } finally {
      this.#release();
    }
  }

  /** Lets no call leave for `ms` milliseconds from now, and half as many after that. */
  pause(ms: number): void {
    // Refusals of calls that left before the pause tell nothing new.
    const again = this.#timer.now() >= this.#pausedUntil;
    const slowness = this.#slownessNow();
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#timer.now() + ms);
    if (!again) return;
    this.#slowness = Math.min(SLOWEST, slowness * 2);
    this.#slownessAt = this.#pausedUntil;
  }

  async #slot(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }

  async #turn(): Promise<void> {
    for (;;) {
      const wait = Math.max(this.#due - this.#tolerance, this.#pausedUntil) - this.#timer.now();
      if (wait <= 0) break;
      await this.#timer.sleep(wait);
    }
    // Counted when it leaves: what a pause has held back leaves evenly, too.
    this.#due = Math.max(this.#due, this.#timer.now()) + this.#interval * this.#slownessNow();
  }

  #slownessNow(): number {
    const since = Math.max(0, this.#timer.now() - this.#slownessAt);
    return Math.max(1, this.#slowness * 2 ** (-since / RECOVERY));
  }
}
