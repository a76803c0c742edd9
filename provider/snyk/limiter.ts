/** Bounds of one API key in this process. */
export interface LimiterOptions {
  /** Calls a minute. Snyk allows 2,000 per key. @default 1500 */
  readonly perMinute?: number;
  /** Calls that may go out at once after a pause. @default 20 */
  readonly burst?: number;
  /** Calls without an answer at one time. @default 20 */
  readonly inFlight?: number;
  /** Monotonic milliseconds. @default performance.now */
  readonly now?: () => number;
  /** Waits for milliseconds. */
  readonly sleep?: (ms: number) => Promise<void>;
}

/**
 * Spaces calls out, evenly: at most `perMinute + burst` leave in any minute. A pause after a 429 holds back all that
 * wait, not only the call that was refused.
 */
export class Limiter {
  readonly #interval: number;
  readonly #tolerance: number;
  readonly #now: () => number;
  readonly #sleep: (ms: number) => Promise<void>;
  readonly #waiting: (() => void)[] = [];
  #free: number;
  /** When the next call is due if every earlier one had left exactly on time. */
  #due = 0;
  #pausedUntil = 0;

  constructor({ perMinute = 1500, burst = 20, inFlight = 20, now, sleep }: LimiterOptions = {}) {
    this.#interval = 60_000 / perMinute;
    this.#tolerance = this.#interval * (Math.min(burst, perMinute) - 1);
    this.#free = inFlight;
    this.#now = now ?? (() => performance.now());
    this.#sleep = sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
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

  /** Lets no call leave for `ms` milliseconds from now. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + ms);
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
      const wait = Math.max(this.#due - this.#tolerance, this.#pausedUntil) - this.#now();
      if (wait <= 0) break;
      await this.#sleep(wait);
    }
    // Counted when it leaves: what a pause has held back leaves evenly, too.
    this.#due = Math.max(this.#due, this.#now()) + this.#interval;
  }
}
