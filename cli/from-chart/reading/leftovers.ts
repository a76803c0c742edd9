/** What became of a key that is not in the program. */
export type LeftoverKind =
  /** The chart reads it, and the program cannot have it, or not all of it. */
  | "left"
  /** The chart does nothing with it. */
  | "ignored"
  /** The chart ends with an error. */
  | "refused";

/** A key that is not in the program. */
export interface Leftover {
  /** Its path: `service.type`. */
  readonly key: string;
  readonly kind: LeftoverKind;
  /** Why, and what to do instead. Quotes no value. */
  readonly why: string;
}

/** A path as a person can read it and as it can stand in a comment: keys of any kind, on one line. */
export function pathOf(parent: string, key: string): string {
  const isPlain = /^[\w./@-]{1,100}$/.test(key);
  const written = isPlain ? key : JSON.stringify(key.slice(0, 100)).replace(/[^ -~]/g, "?");
  return parent === "" ? written : `${parent}.${written}`;
}
