import { isDeepStrictEqual } from "node:util";
import { chartOf, FORMER_KEYS, WITHOUT_PLACE } from "../chart/foreign-keys";
import { CHART_KEYS, type ChartKey, CLOSED } from "../chart/keys";
import { nearest } from "./distance";
import { type Leftover, pathOf } from "./leftovers";
import type { Tree } from "./values-file";

/** A values file against the table of the chart's keys. */
export interface Examined {
  /** What the file decides, by path: neither refused nor the same as the chart's default. */
  readonly given: ReadonlyMap<string, unknown>;
  /** Paths whose value is the chart's default: no decision of the file's. */
  readonly sameAsChart: readonly string[];
  readonly leftovers: readonly Leftover[];
}

/** Compares a file with the table. */
export function examine(tree: Tree): Examined {
  const given = new Map<string, unknown>();
  const sameAsChart: string[] = [];
  const leftovers: Leftover[] = [];
  walkAll("", tree);
  return { given, sameAsChart, leftovers };

  function walkAll(parent: string, values: Tree): void {
    for (const [name, value] of Object.entries(values)) walk(parent, name, value);
  }

  function walk(parent: string, name: string, value: unknown): void {
    const path = pathOf(parent, name);
    const key = CHART_KEYS.get(path) ?? CHART_KEYS.get(`${parent}.*`);
    // A name with a dot in it is no path: Helm keeps them apart.
    if (name.includes(".") && CHART_KEYS.get(`${parent}.*`) === undefined) {
      leftovers.push(unknown(parent, name, path));
    } else if (isContainer(path)) container(path, value);
    else if (key === undefined) leftovers.push(unknown(parent, name, path));
    else leaf(path, key, value);
  }

  function container(path: string, value: unknown): void {
    if (isTree(value)) walkAll(path, value);
    else if (value === null) {
      leftovers.push({
        key: path,
        kind: "refused",
        why: "null takes the whole part away, and the chart's templates end with an error; leave the key out",
      });
    } else {
      leftovers.push({ key: path, kind: "refused", why: "the chart takes keys and values here" });
    }
  }

  function leaf(path: string, key: ChartKey, value: unknown): void {
    const isEmpty = (some: unknown) =>
      [undefined, null, "", {}, []].some((no) => isDeepStrictEqual(some, no));
    if (isDeepStrictEqual(value, key.initial) || (isEmpty(value) && isEmpty(key.initial))) {
      sameAsChart.push(path);
    } else if (value === null) {
      leftovers.push({
        key: path,
        kind: "left",
        why: `null takes the chart's default away; the program has this package's (in a program: ${plain(key.here)})`,
      });
    } else if (!key.shape.schema.safeParse(value).success) {
      leftovers.push({
        key: path,
        kind: "refused",
        why: `the chart takes ${key.shape.wants} here (in a program: ${plain(key.here)})`,
      });
    } else given.set(path, value);
  }
}

/** Markdown as a comment has it. */
export function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const CONTAINERS = new Set(
  [...CHART_KEYS.keys()].flatMap((path) => {
    const parts = path.split(".");
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
  }),
);

function isContainer(path: string): boolean {
  return CONTAINERS.has(path);
}

function unknown(parent: string, name: string, key: string): Leftover {
  const former = Object.hasOwn(FORMER_KEYS, key) ? FORMER_KEYS[key] : undefined;
  const place = parent === "" ? WITHOUT_PLACE[name] : undefined;
  const other = parent === "" ? chartOf(name) : undefined;
  const kind = CLOSED.has(parent) ? "refused" : "ignored";
  if (former !== undefined) {
    return {
      key,
      kind,
      why: `an earlier chart had it; today's has ${former} (in a program: ${hereOf(former)})`,
    };
  }
  if (place !== undefined && Object.hasOwn(WITHOUT_PLACE, name)) return { key, kind, why: place };
  if (other !== undefined) return { key, kind, why: `it is a key of another chart, ${other}` };
  const meant = nearest(name, siblings(parent));
  const advice = meant === undefined ? "" : `; is ${pathOf(parent, meant)} meant?`;
  const verdict = kind === "refused" ? "refuses a key that it does not know here" : "has no such key";
  return { key, kind, why: `the chart ${verdict}${advice || "; leave it out"}` };
}

function hereOf(path: string): string {
  return plain(CHART_KEYS.get(path)?.here ?? "");
}

/** Names that the table has beside a key. */
function siblings(parent: string): readonly string[] {
  const prefix = parent === "" ? "" : `${parent}.`;
  const names = [...CHART_KEYS.keys()]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).split(".")[0] ?? "");
  return [...new Set(names)].filter((name) => name !== "*");
}
