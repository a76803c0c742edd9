import { randomInt } from "node:crypto";
import { isUnknownOutcome } from "../../snyk/errors";
import { Holders, type PlaceName } from "./holders";
import type { Journal, JournalEntry } from "./journal";

/** One step that is written down before it is made. */
export type Step = Pick<JournalEntry, "operation" | "generation" | "instance" | "source">;

export interface LedgerOptions {
  readonly journal: Journal;
  /** What this run has seen. @default nothing yet */
  readonly holders?: Holders;
  /** Which stack this run is for, such as `acme/payments/dev`. A `destroy` runs no program, which alone could say it. */
  readonly owner: () => string | undefined;
  readonly now: () => Date;
  readonly log: (line: string) => void;
}

/**
 * What was begun and by whom, and who holds what. There is one entry for each place and stack:
 *
 * | entry                       | written                            | what it means to a later run                             | ended by                                                  |
 * | --------------------------- | ---------------------------------- | -------------------------------------------------------- | --------------------------------------------------------- |
 * | `enable`, `provision`       | before the call                    | it may have happened                                     | a refusal                                                 |
 * | the same with `token`       | with the answer                    | the token is not in the state: go on with it             | the state holds it                                        |
 * | `provision`, `stored`       | when the state holds the token     | the token waits for its switch: ask for no second one    | the switch                                                |
 * | `switch`                    | before the call                    | it may have happened                                     | a refusal                                                 |
 * | `switch`, `answered`        | with the answer                    | it has happened                                          | the state of the TokenSwitch says so                      |
 * | `live`                      | when the state of the switch says so | this generation was live: a state with an older one is older | the next provision; the end of the integration       |
 * | `clone`, `create-organization` | before the call                 | what is there now was made by this stack                 | a refusal; the state holds it                             |
 * | `hold`                      | a creation met what exists already | who holds it now, should the former holder be deleted    | the holder is deleted                                     |
 *
 * A refusal brings back the entry of before. The end of the resource ends all of them. An entry of another stack means
 * nothing here.
 */
export class Ledger {
  readonly holders: Holders;
  readonly #journal: Journal;
  readonly #owner: () => string | undefined;
  readonly #now: () => Date;
  /** A line for the person who runs this. */
  readonly log: (line: string) => void;

  constructor({ journal, holders = new Holders(), owner, now, log }: LedgerOptions) {
    this.holders = holders;
    this.#journal = journal;
    this.#owner = owner;
    this.#now = now;
    this.log = log;
  }

  /**
   * Makes a call that must not be repeated blindly: written down before it is sent, with its answer as soon as there
   * is one. A refusal leaves what was there before; a lost answer leaves the note that the call was made.
   * @param tokenOf the token in an answer, where it has one
   * @throws UserError when nothing can be written: nothing was sent then
   */
  async begin<Answer>(
    place: PlaceName,
    step: Step,
    call: () => Promise<Answer>,
    tokenOf: (answer: Answer) => string | undefined = () => undefined,
  ): Promise<Answer> {
    const before = this.resume(place);
    const entry = this.#entry(step);
    this.#journal.write(place, entry);
    try {
      const answer = await call();
      const token = tokenOf(answer);
      if (token !== undefined) this.#keep(place, { ...entry, token });
      return answer;
    } catch (error) {
      if (!isUnknownOutcome(error)) this.#refused(place, before);
      throw error;
    }
  }

  /** What this stack has begun in a place. */
  resume(place: PlaceName): JournalEntry | undefined {
    return this.#journal.find(place, this.#owner() ?? "");
  }

  /** A token that the program hands in is noted as one that Snyk has answered: it waits for its switch as well. */
  given(place: PlaceName, step: Step, token: string): void {
    this.#keep(place, { ...this.#entry(step), token });
  }

  /** Snyk's refusal to provision another one says that a token of the state waits for its switch. */
  pending(place: PlaceName, step: Step): void {
    this.#keep(place, { ...this.#entry(step), stored: true });
  }

  /** A creation goes on with what an interrupted one has noted: the note is for the new resource from now on. */
  handOn(place: PlaceName, instance: string): void {
    const entry = this.resume(place);
    if (entry !== undefined) this.#keep(place, { ...entry, instance });
  }

  /** A step whose answer says no more than "done" was answered. The state may still be lost. */
  answered(place: PlaceName, step: Step): void {
    this.#keep(place, { ...this.#entry(step), answered: true });
  }

  /** What this stack has begun in a place means nothing any more. */
  forget(place: PlaceName): void {
    this.#journal.remove(place, this.#owner() ?? "");
  }

  /**
   * Compares an entry with what the state holds by now.
   * @param instance of the resource that the entry is for
   * @param settled what becomes of the entry: another one, or none
   */
  settle(
    place: PlaceName,
    instance: string | undefined,
    settled: (entry: JournalEntry) => JournalEntry | undefined,
  ): void {
    for (const entry of this.#of(place, instance)) {
      const next = settled(entry);
      if (next === entry) continue;
      if (next === undefined) this.#journal.remove(place, entry.owner);
      else this.#journal.keep(place, next);
    }
  }

  /** Every entry for a resource ends with it. */
  end(place: PlaceName, instance: string | undefined): void {
    this.settle(place, instance, () => undefined);
    this.settle(holdOf(place), instance, () => undefined);
  }

  /** A creation has taken `place`. @param met whether it found there what exists already, and somebody else may hold */
  hold(place: PlaceName, instance: string, met: boolean): void {
    this.holders.hold(place, instance);
    if (met) this.#keep(holdOf(place), this.#entry({ operation: "hold", generation: 1, instance }));
  }

  /**
   * A resource that ends lets go of `place`.
   * @returns whether another resource of the program holds it, or was to: in this run, or since one that was interrupted
   */
  release(place: PlaceName, instance: string): boolean {
    this.holders.release(place, instance);
    if (this.holders.isHeld(place) || this.holders.wasAttempted(place)) return true;
    const owner = this.#owner();
    return this.#journal
      .all(holdOf(place))
      .some((entry) => entry.instance !== instance && (owner === undefined || entry.owner === owner));
  }

  /** The newest generation that was ever in this stack's state for a place: its number is not given out again. */
  lastGeneration(place: PlaceName): number {
    const entry = this.resume(place);
    return (entry && storedGeneration(entry)) ?? 0;
  }

  /** Snyk did nothing: all is as it was before. */
  #refused(place: PlaceName, before: JournalEntry | undefined): void {
    if (before === undefined) this.forget(place);
    else this.#keep(place, before);
  }

  #of(place: PlaceName, instance: string | undefined): readonly JournalEntry[] {
    const owner = this.#owner();
    const own = owner === undefined ? this.#journal.all(place) : [this.#journal.find(place, owner)];
    return own.filter((entry) => entry !== undefined).filter((entry) => entry.instance === instance);
  }

  #entry(step: Step): JournalEntry {
    return { ...step, owner: this.#owner() ?? "", at: this.#now().toISOString() };
  }

  #keep(place: PlaceName, entry: JournalEntry): void {
    const problem = this.#journal.keep(place, entry);
    if (problem === undefined || entry.token === undefined) return;
    this.log(`The token journal cannot be written any more (${problem}); do not interrupt this run.`);
  }
}

/** The newest generation that a state has held, as an entry tells it; `undefined` where no state may have held it. */
export function storedGeneration({
  operation,
  stored,
  generation,
  newest,
}: JournalEntry): number | undefined {
  const wasStored = operation === "live" || operation === "switch" || stored === true;
  return wasStored ? (newest ?? generation) : undefined;
}

function holdOf(place: PlaceName): PlaceName {
  return `hold|${place}`;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Tells one creation of a resource from every other one, of the same integration too: it is in the outputs, in the
 * ledger and in the names of what runs with the token.
 */
export function newInstance(): string {
  return Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
