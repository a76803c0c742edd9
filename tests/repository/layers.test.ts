import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { LAYERS } from "../layers";

const repository = resolve(__dirname, "../..");
const files = readdirSync(resolve(repository, "tests"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `tests/${file}`);

it("every test file runs in exactly one layer", () => {
  const layersOf = (file: string): readonly string[] =>
    LAYERS.filter(({ folders }) => folders.some((folder) => new RegExp(folder).test(file))).map(
      ({ name }) => name,
    );
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => layersOf(file).length !== 1)).toEqual([]);
});
