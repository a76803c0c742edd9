import { CHART_KEYS } from "../chart/keys";
import type { ChartType } from "../chart/types";
import { type Examined, isTree, plain } from "./examine";
import { scalarText } from "./scalar";
import type { Leftover, LeftoverKind } from "./leftovers";

/**
 * The values of a file, and the account of them: what is read counts as carried over, unless it is left out in so many
 * words. What nobody has asked for in the end is left out, too; so nothing gets lost in silence.
 */
export class Values {
  readonly #read = new Set<string>();
  readonly #left = new Map<string, Leftover>();

  constructor(
    private readonly examined: Examined,
    readonly type: ChartType,
  ) {
    for (const leftover of examined.leftovers) this.#left.set(leftover.key, leftover);
  }

  /** Whether the file decides it. Counts as reading. */
  isGiven(path: string): boolean {
    return this.given(path) !== undefined;
  }

  /** What the file decides, if anything. */
  given(path: string): unknown {
    this.#read.add(path);
    return this.examined.given.get(path);
  }

  /** What the chart works with: the file's value, or the chart's default. */
  effective(path: string): unknown {
    return this.given(path) ?? CHART_KEYS.get(path)?.initial;
  }

  /** Text of the file, if it gives one that is not empty. */
  text(path: string): string | undefined {
    return scalarText(this.given(path)) || undefined;
  }

  /** Text that the chart works with. */
  effectiveText(path: string): string {
    return scalarText(this.effective(path));
  }

  /** True where the chart's templates take it for true: any text but an empty one, the text "false" as well. */
  isOn(path: string): boolean {
    const value = this.effective(path);
    return value !== undefined && value !== null && value !== false && value !== "" && value !== 0;
  }

  map(path: string): Readonly<Record<string, unknown>> {
    const value = this.given(path);
    return isTree(value) ? value : {};
  }

  list(path: string): readonly unknown[] {
    const value = this.given(path);
    return Array.isArray(value) ? (value as unknown[]) : [];
  }

  /** Paths below one that the file decides. */
  below(parent: string): readonly string[] {
    return [...this.examined.given.keys()].filter((path) => path.startsWith(`${parent}.`));
  }

  /** Leaves out what the file decides, or a part of it. @param why with what to do instead; quotes no value */
  leave(path: string, why: string, kind: LeftoverKind = "left"): void {
    this.#left.set(path, { key: path, kind, why });
  }

  /** Leaves it out if the file decides it. */
  leaveGiven(path: string, why: string, kind: LeftoverKind = "left"): void {
    if (this.isGiven(path)) this.leave(path, why, kind);
  }

  /** All that is not in the program. */
  leftovers(): readonly Leftover[] {
    const unasked = [...this.examined.given.keys()].filter(
      (path) => !this.#read.has(path) && !this.#left.has(path),
    );
    const keys = [...this.#left.values(), ...unasked.map((path) => this.#unasked(path))];
    return keys.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /** Paths that the program has. */
  carried(): readonly string[] {
    return [...this.examined.given.keys()].filter((path) => this.#read.has(path) && !this.#left.has(path));
  }

  #unasked(path: string): Leftover {
    const key = CHART_KEYS.get(path) ?? CHART_KEYS.get(path.replace(/\.[^.]+$/, ".*"));
    const here = `in a program: ${plain(key?.here ?? "transform.deployment")}`;
    if (key?.isUnread)
      return { key: path, kind: "ignored", why: `no template of the chart reads it (${here})` };
    if (key?.types && !key.types.includes(this.type)) {
      return {
        key: path,
        kind: "ignored",
        why: `the chart does not read it with scmType: ${this.type}; leave it out`,
      };
    }
    return { key: path, kind: "left", why: here };
  }
}
