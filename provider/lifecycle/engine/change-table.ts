import { isDeepStrictEqual } from "node:util";
import type { Diff, Properties } from "./protocol";
import { containsUnknown } from "./unknown";

/**
 * What a changed input means: `ignore` (stored, nothing else happens), `update`, `replace`, or `replace-when-known`
 * (an identifier that a preview cannot know and that other inputs determine).
 */
export type Effect = "ignore" | "update" | "replace" | "replace-when-known";

/** Every input, and what a change to it means. A missing input is a type error. */
export type ChangeTable<Inputs> = { readonly [K in keyof Required<Inputs>]: Effect };

/** Compares old outputs with new inputs by a table. No I/O: a preview asks this of every resource, one by one. */
export function diffBy<Inputs>(table: ChangeTable<Inputs>, olds: Properties, news: Properties): Diff {
  const replaces: string[] = [];
  let changes = false;
  for (const [field, effect] of Object.entries<Effect>(table)) {
    if (effect === "ignore" || isDeepStrictEqual(olds[field], news[field])) continue;
    if (effect === "replace-when-known" && containsUnknown(news[field])) continue;
    changes = true;
    if (effect !== "update") replaces.push(field);
  }
  return { changes, replaces };
}
