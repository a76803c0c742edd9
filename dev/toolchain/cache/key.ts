import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

export interface KeyParts {
  /** Files and folders whose content decides what is built. */
  readonly sources: readonly string[];
  /** Everything else that does: versions, platform, flags. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A short digest that is the same wherever the checkout lies, and another one as soon as any byte or fact differs. */
export function cacheKey({ sources, facts }: KeyParts): string {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of filesIn(source)) {
      hash
        .update(`file\0${relative(source, file).split(sep).join("/")}\0`)
        .update(readFileSync(file))
        .update("\0");
    }
  }
  for (const [name, value] of Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`fact\0${name}\0${value}\0`);
  }
  return hash.digest("hex").slice(0, 16);
}

function filesIn(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
