import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a go.mod decides. */
export interface GoMod {
  /** The oldest Go that can build the module: "1.24.7". */
  readonly go: string;
  /** The version of a module that it requires: "v1.33.13". */
  version(module: string): string;
}

/** @throws Error for a line that is not there */
export function readGoMod(folder: string): GoMod {
  const file = join(folder, "go.mod");
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .map((line) =>
      line
        .replace(/^require /, "")
        .trim()
        .split(" "),
    );
  const version = (name: string): string => {
    const [, found] = lines.find(([first]) => first === name) ?? [];
    if (!found) throw new Error(`${file} names no version of ${name}.`);
    return found;
  };
  return { go: version("go"), version };
}
