import type { Failure } from "./errors";
import type { Repeat } from "./retry";
import { SYSTEM_TIMER } from "./timer";

/** A try with less time than this would only end sooner. Milliseconds. */
const LEAST_TRY = 500;

/**
 * The time that an operation may spend on calls without an answer, all of them and all their tries together. Time that
 * Snyk used to answer does not count, nor does waiting for the rate limit. It bounds how long an interrupted run has to
 * wait for its last steps when Snyk hangs.
 */
export class Patience {
  readonly #totalMs: number;
  readonly #now: () => number;
  #leftMs: number;
  /** What the time went on: the reason that a person is told when there is none left for a further call. */
  spentOn: Pick<Failure, "problem" | "detail"> = { problem: "timeout" };

  /** @param now monotonic milliseconds */
  constructor(totalMs: number, now: () => number = SYSTEM_TIMER.now) {
    this.#totalMs = totalMs;
    this.#leftMs = totalMs;
    this.#now = now;
  }

  get isOver(): boolean {
    return this.#leftMs < Math.min(LEAST_TRY, this.#totalMs / 4);
  }

  /**
   * Makes one try of a call. One that must not be repeated may take two thirds of the time, which leaves a look at what
   * became of it; any other a third.
   * @param wasAnswered whether an error is an answer
   */
  async during<T>(
    repeat: Repeat,
    tryFor: (ms: number) => Promise<T>,
    wasAnswered: (error: unknown) => boolean,
  ): Promise<T> {
    const share = repeat === "once" ? 2 / 3 : 1 / 3;
    const begun = this.#now();
    try {
      return await tryFor(Math.ceil(Math.min(this.#leftMs, this.#totalMs * share)));
    } catch (error) {
      if (!wasAnswered(error)) this.#leftMs -= this.#now() - begun;
      throw error;
    }
  }

  /** Takes a wait before another try off the time. @returns how much of it there is time for, milliseconds */
  forWaiting(ms: number): number {
    const granted = Math.max(0, Math.min(ms, this.#leftMs));
    this.#leftMs -= granted;
    return granted;
  }
}
