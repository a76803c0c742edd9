import { rmSync } from "node:fs";
import { join } from "node:path";
import { cacheKey } from "../../../dev/toolchain/cache/key";
import { tempFolder, write } from "./temp";

const facts = { go: "go1.26.8", os: "linux" };

function sources(files: Record<string, string>): string {
  const folder = tempFolder();
  for (const [name, content] of Object.entries(files)) write(join(folder, name), content);
  return folder;
}

it("is the same for the same sources in another checkout", () => {
  const files = { "go.mod": "module x", "cmd/main.go": "package main" };
  expect(cacheKey({ sources: [sources(files)], facts })).toBe(cacheKey({ sources: [sources(files)], facts }));
});

it("does not depend on the order in which facts are written down", () => {
  const folder = sources({ "go.mod": "module x" });
  const reversed = { os: "linux", go: "go1.26.8" };
  expect(cacheKey({ sources: [folder], facts: reversed })).toBe(cacheKey({ sources: [folder], facts }));
});

it.each([
  ["a changed byte", { "go.mod": "module y", "go.sum": "1" }, facts],
  ["another file", { "go.mod": "module x", "go.sum": "1", "a.go": "" }, facts],
  ["a renamed file", { "go.mod": "module x", "go.work": "1" }, facts],
  ["another Go", { "go.mod": "module x", "go.sum": "1" }, { ...facts, go: "go1.27" }],
  ["another system", { "go.mod": "module x", "go.sum": "1" }, { ...facts, os: "darwin" }],
])("changes with %s", (_what, files, otherFacts) => {
  const before = cacheKey({ sources: [sources({ "go.mod": "module x", "go.sum": "1" })], facts });
  expect(cacheKey({ sources: [sources(files)], facts: otherFacts })).not.toBe(before);
});

it("changes when a file is removed", () => {
  const folder = sources({ "go.mod": "module x", "go.sum": "1" });
  const before = cacheKey({ sources: [folder], facts });
  rmSync(join(folder, "go.sum"));
  expect(cacheKey({ sources: [folder], facts })).not.toBe(before);
});
