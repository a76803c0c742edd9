/** How many rotations one run may begin. */
export interface BudgetOptions {
  /** Rotations of one group and run. @default 3 */
  readonly perGroup?: number;
  /**
   * Rotations, of all groups, that may wait for another one of their group. Each holds a slot of the engine's
   * `--parallel` (at least 4 by default) that the rollout it waits for needs as well. @default 2
   */
  readonly waiting?: number;
}

/**
 * Decides which rotations begin in this run, and which creations ask for a provisional token. The rest is left to the
 * next run: were all of them to wait inside their steps, no slot would be left for the rollouts that end the wait.
 */
export class RotationBudget {
  /** How many of one group begin in a run. */
  readonly perGroup: number;
  readonly #mayWait: number;
  readonly #granted = new Map<string, Set<string>>();

  constructor({ perGroup = 3, waiting = 2 }: BudgetOptions = {}) {
    this.perGroup = perGroup;
    // A larger number per group was asked for by someone who knows the engine's `--parallel`.
    this.#mayWait = Math.max(waiting, perGroup - 1);
  }

  /** Grants a rotation of `integration`, or not. The same one is granted again and again. */
  grant(group: string, integration: string): boolean {
    const members = this.#granted.get(group) ?? new Set<string>();
    if (members.has(integration)) return true;
    const first = members.size === 0;
    if (!first && (members.size >= this.perGroup || this.#waiting() >= this.#mayWait)) return false;
    this.#granted.set(group, members.add(integration));
    return true;
  }

  #waiting(): number {
    let waiting = 0;
    for (const members of this.#granted.values()) waiting += members.size - 1;
    return waiting;
  }
}
