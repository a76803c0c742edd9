/** Milliseconds, and waiting for them: injected so that tests need no time. */
export interface Timer {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

export const SYSTEM_TIMER: Timer = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

const POLL_MS = 250;

/**
 * One rotation per group at a time, within this process: Snyk allows one provisional token per group, from
 * provision to switch. Between processes Snyk's refusal is the queue.
 */
export class RotationQueue {
  readonly #holders = new Map<string, string>();
  readonly #timer: Timer;

  constructor(timer: Timer = SYSTEM_TIMER) {
    this.#timer = timer;
  }

  /**
   * Waits until no other integration of `group` is between provision and switch.
   * @param waitMs for each one that holds the place
   * @returns `true`, or the integration that has held the place for `waitMs`.
   */
  async enter(
    group: string,
    integration: string,
    waitMs: number,
  ): Promise<true | { readonly holder: string }> {
    let deadline = this.#timer.now() + waitMs;
    let inFront: string | undefined;
    for (;;) {
      const holder = this.#holders.get(group);
      if (holder === undefined || holder === integration) {
        this.#holders.set(group, integration);
        return true;
      }
      if (inFront !== undefined && inFront !== holder) deadline = this.#timer.now() + waitMs;
      inFront = holder;
      if (this.#timer.now() >= deadline) return { holder };
      await this.#timer.sleep(POLL_MS);
    }
  }

  /** Gives the place of `integration` to the next one, in whatever group it holds one. */
  leave(integration: string): void {
    for (const [group, holder] of this.#holders) {
      if (holder === integration) this.#holders.delete(group);
    }
  }
}
