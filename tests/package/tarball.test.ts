import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack, type Packed, ROOT } from "./packed";

/** What `import` gets; each hands on what `require` gets. */
const ESM_ENTRIES = ["dist/index", "dist/policies/index", "dist/simulator/index"];

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}

let folder = "";
let own = "";
let packed: Packed;

beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "tarball-test-"));
  packed = pack(folder);
  own = join(folder, "node_modules/pulumi-snyk-broker");
  mkdirSync(own, { recursive: true });
  execFileSync("tar", ["xzf", packed.dependency.slice("file:".length), "-C", own, "--strip-components=1"]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("holds what runs, its types and its source maps, and nothing else", () => {
  const outside = packed.files.filter((path) => !path.startsWith("dist/"));
  expect(outside.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);

  const modules = packed.files.filter((path) => path.endsWith(".js")).map((path) => path.slice(0, -3));
  expect(modules.length).toBeGreaterThan(50);
  const expected = [
    ...modules.flatMap((module) => [`${module}.d.ts`, `${module}.js`, `${module}.js.map`]),
    ...ESM_ENTRIES.flatMap((entry) => [`${entry}.d.mts`, `${entry}.mjs`, `${entry}.mjs.map`]),
  ];
  expect(packed.files.filter((path) => path.startsWith("dist/")).sort()).toEqual(expected.sort());

  const folders = new Set(modules.map((module) => module.split("/")[1]));
  expect([...folders].sort()).toEqual(["cli", "components", "index", "policies", "provider", "simulator"]);
});

it("brings the sources that its source maps speak of", () => {
  const maps = packed.files.filter((path) => path.endsWith(".map"));
  for (const map of maps) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(join(own, map), "utf8")) as SourceMap;
    expect(sources).toHaveLength(1);
    expect(sourcesContent).toEqual([expect.stringMatching(/\w/)]);
  }
});

it("gives `import` and `require` one instance of everything", () => {
  for (const name of ["", "/policies", "/simulator"]) {
    const script =
      `import * as esm from "pulumi-snyk-broker${name}"; import { createRequire } from "node:module";` +
      `const cjs = createRequire(process.cwd() + "/_")("pulumi-snyk-broker${name}");` +
      `console.log(Object.keys(cjs).filter((key) => esm[key] !== cjs[key]).join(), Object.keys(cjs).length > 3);`;
    // The peers and dependencies of the package are those of this repository.
    const env = { ...process.env, NODE_PATH: join(ROOT, "node_modules") };
    const args = ["--input-type=module", "-e", script];
    expect(execFileSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" })).toBe(" true\n");
  }
});

it("opens by the names that it exports, and by no others", () => {
  // This one is in the state of every user: it stays, whatever happens to the files behind it.
  expect(resolved("pulumi-snyk-broker/provider")).toMatch(/dist.*\.js$/);
  expect(resolved("pulumi-snyk-broker/simulator")).toMatch(/dist.*\.js$/);
  expect(resolved("pulumi-snyk-broker/policies")).toMatch(/dist.*\.js$/);
  expect(resolved("pulumi-snyk-broker")).toBe(join(own, "dist/index.js"));
  expect(resolved("pulumi-snyk-broker/package.json")).toBe(join(own, "package.json"));
  expect(resolved("pulumi-snyk-broker/dist/index.js")).toBe("ERR_PACKAGE_PATH_NOT_EXPORTED");
});

/** What Node itself makes of a name: Jest has rules of its own. */
function resolved(name: string): string {
  const script =
    "try { console.log(require.resolve(process.argv[1])) } catch ({ code }) { console.log(code) }";
  return execFileSync(process.execPath, ["-e", script, name], { cwd: folder, encoding: "utf8" }).trim();
}
