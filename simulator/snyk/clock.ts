/** The simulator's time: the machine's, plus what a test has skipped. */
export class Clock {
  #skippedMs = 0;

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.#skippedMs;
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  /** Skips time forward, so that a window or an expiry passes without waiting for it. */
  advance(seconds: number): void {
    this.#skippedMs += seconds * 1000;
  }
}
