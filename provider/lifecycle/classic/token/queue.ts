import { SYSTEM_TIMER, type Timer } from "../../../snyk/timer";
import type { PlaceName } from "../../ledger/holders";

const POLL_MS = 250;

/** An integration that rotates. */
export interface Rotating {
  readonly place: PlaceName;
  /** For people: `gitlab in organization …`. */
  readonly description: string;
}

/** Whether it is one's turn, or who has it. */
export type Turn = { readonly begins: true } | { readonly begins: false; readonly holder: Rotating };

/**
 * One rotation per group at a time, within this process: Snyk allows one provisional token per group, from
 * provision to switch. Between processes Snyk's refusal is the queue.
 */
export class RotationQueue {
  readonly #holders = new Map<string, Rotating>();
  readonly #timer: Timer;

  constructor(timer: Timer = SYSTEM_TIMER) {
    this.#timer = timer;
  }

  /**
   * Waits until no other integration of `group` is between provision and switch.
   * @param waitMs for each one that holds the place
   * @returns with `begins: false`, the one that has held the place for `waitMs`
   */
  async enter(group: string, integration: Rotating, waitMs: number): Promise<Turn> {
    let deadline = this.#timer.now() + waitMs;
    let inFront: PlaceName | undefined;
    for (;;) {
      const holder = this.#holders.get(group);
      if (holder === undefined || holder.place === integration.place) {
        this.#holders.set(group, integration);
        return { begins: true };
      }
      if (inFront !== undefined && inFront !== holder.place) deadline = this.#timer.now() + waitMs;
      inFront = holder.place;
      if (this.#timer.now() >= deadline) return { begins: false, holder };
      await this.#timer.sleep(POLL_MS);
    }
  }

  /** Gives the turn of what rotates in `place` to the next one, in whatever group it has it. */
  leave(place: PlaceName): void {
    for (const [group, holder] of this.#holders) {
      if (holder.place === place) this.#holders.delete(group);
    }
  }
}
