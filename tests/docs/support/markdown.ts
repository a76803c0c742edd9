import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { markdownOf } from "../../../dev/scripts/docs/pages";

export const ROOT = resolve(__dirname, "../../..");

/** A fenced block of a page. */
export interface Block {
  /** Such as `docs/start.md:27`. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
  /** The file that the reader makes of it, where the page says so: `<!-- file: index.ts -->`. */
  readonly file: string | undefined;
}

/** The pages of docs/ and the README: examples have tests of their own. */
export const PAGES: readonly string[] = markdownOf(ROOT).filter((file) => /^(docs\/|README)/.test(file));

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

export function blocksOf(page: string): readonly Block[] {
  const text = textOf(page);
  return [...text.matchAll(/(?:<!-- file: (\S+) -->\n+)?^```(\w*)\n([^]*?)^```$/gm)].map((match) => {
    const [, file, language = "", code = ""] = match;
    const line = text.slice(0, match.index).split("\n").length;
    return { place: `${page}:${line}`, language, text: code, file };
  });
}
