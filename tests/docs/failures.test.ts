import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sentencesIn } from "./support/sentences";

const ROOT = resolve(__dirname, "../..");
const sentences = sentencesIn(ROOT, ["provider", "components"]);
const guide = plain(readFileSync(join(ROOT, "docs/failures.md"), "utf8"));

/** As a reader compares: without marks, line breaks and the quotation of a paragraph. */
function plain(text: string): string {
  return text.replace(/\n> ?/g, " ").replace(/[`\\]/g, "").replace(/\s+/g, " ");
}

/** Enough of a message's longest fixed part to find it by. */
function searchedFor(words: readonly string[]): string {
  const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
  return plain(longest.slice(0, 60))
    .replace(/\s\S*$/, "")
    .trim();
}

it("reads every kind of failure out of the code", () => {
  const places = new Set(sentences.map(({ place }) => place.split(":")[0]));
  for (const file of [
    "provider/snyk/errors.ts",
    "provider/lifecycle/classic/token/next-token.ts",
    "components/validation/value-rules.ts",
  ])
    expect([...places]).toContain(file);
  expect(sentences.length).toBeGreaterThan(150);
});

it("explains every message that the code can show", () => {
  const missing = sentences
    .filter(({ words }) => !guide.includes(searchedFor(words)))
    .map(({ place, words }) => `${place}: ${words.join(" … ")}`);
  expect(missing).toEqual([]);
});

it("names every kind of a failed call", () => {
  const source = readFileSync(join(ROOT, "provider/snyk/errors.ts"), "utf8");
  const union = /export type Problem =([^;]+);/.exec(source)?.[1] ?? "";
  const kinds = [...union.matchAll(/"([a-z-]+)"/g)].map(([, kind]) => kind);
  expect(kinds.length).toBeGreaterThan(5);
  for (const kind of kinds) expect(guide).toContain(`| ${kind} `);
});
