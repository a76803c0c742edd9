// Runs a TypeScript file of this repository, on a fresh clone too: installs the dependencies and builds the
// package first when either is missing or out of date. Plain JavaScript, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const [entry, ...args] = process.argv.slice(2);
const [major] = process.versions.node.split(".").map(Number);
if (major < 20) fail(`Node ${process.versions.node} is too old: this package needs Node 20 or newer.`);
if (!entry) fail("Usage: node dev/scripts/run.mjs <file.ts> [arguments]");

installDependencies();
buildPackage();
// A Ctrl-C reaches the program as well: it cleans up, and the prompt comes back when it has ended.
process.on("SIGINT", () => {});
const loader = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
process.exit(run(process.execPath, ["--import", loader, resolve(root, entry), ...args], "inherit"));

function installDependencies() {
  const stamp = join(root, "node_modules/.installed-from");
  const wanted = digest([join(root, "package-lock.json")]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.error("Installing dependencies (npm ci) …");
  if (run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]) !== 0)
    fail("npm ci failed: see above.");
  writeFileSync(stamp, wanted);
}

function buildPackage() {
  const stamp = join(root, "dist/.built-from");
  const folders = ["provider", "components", "policies", "simulator", "cli"].map((folder) =>
    join(root, folder),
  );
  const wanted = digest([
    join(root, "index.ts"),
    join(root, "index.mts"),
    join(root, "tsconfig.build.json"),
    ...folders.flatMap(sources),
  ]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  console.error("Building the package (tsc) …");
  if (run("npm", ["run", "--silent", "build"]) !== 0) fail("The build failed: see above.");
  writeFileSync(stamp, wanted);
}

/** @returns every TypeScript file below `folder`, sorted, so that the digest is stable. */
function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => /\.m?ts$/.test(file) && statSync(file).isFile())
    .sort();
}

function digest(files) {
  const hash = createHash("sha256");
  for (const file of files)
    hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/** Child output goes to stderr unless it is the program itself: `--print-path` and the like own stdout. */
function run(command, commandArgs, stdout = 2) {
  const { status, signal } = spawnSync(command, commandArgs, {
    cwd: root,
    stdio: ["inherit", stdout, "inherit"],
  });
  return status ?? (signal ? 130 : 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
