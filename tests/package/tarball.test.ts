import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack, type Packed } from "./packed";

let folder = "";
let packed: Packed;

beforeAll(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), "tarball-test-"));
  packed = pack(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("holds what runs, its types and its source maps, and nothing else", () => {
  const outside = packed.files.filter((path) => !path.startsWith("dist/"));
  expect(outside.sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]);

  const modules = packed.files.filter((path) => path.endsWith(".js")).map((path) => path.slice(0, -3));
  expect(modules.length).toBeGreaterThan(50);
  const expected = modules.flatMap((module) => [`${module}.d.ts`, `${module}.js`, `${module}.js.map`]);
  expect(packed.files.filter((path) => path.startsWith("dist/")).sort()).toEqual(expected.sort());

  const folders = new Set(modules.map((module) => module.split("/")[1]));
  expect([...folders].sort()).toEqual(["cli", "components", "index", "provider", "simulator"]);
});

it("opens by the names that it exports, and by no others", () => {
  const own = join(folder, "node_modules/pulumi-snyk-broker");
  mkdirSync(own, { recursive: true });
  execFileSync("tar", ["xzf", packed.dependency.slice("file:".length), "-C", own, "--strip-components=1"]);
  // This one is in the state of every user: it stays, whatever happens to the files behind it.
  expect(resolved("pulumi-snyk-broker/provider")).toMatch(/dist.*\.js$/);
  expect(resolved("pulumi-snyk-broker/simulator")).toMatch(/dist.*\.js$/);
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
