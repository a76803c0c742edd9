/**
 * The licences of what a user installs with this package: its dependencies and theirs. Peers are the user's own choice,
 * and what development needs is in no package. Prints what is not allowed, and fails then.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const ROOT = resolve(__dirname, "../..");

/** They let an Apache-2.0 package depend on theirs, and ask for no more than their notice. */
const ALLOWED = [
  "Apache-2.0",
  "MIT",
  "ISC",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "0BSD",
  "CC0-1.0",
];

const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), dev: z.boolean().optional(), peer: z.boolean().optional() }),
  ),
});

async function main(): Promise<number> {
  const { init } = await import("license-checker-rseidelsohn");
  const wanted = installed();
  const all = await promisify(init)({ start: ROOT, production: true });
  const found = Object.entries(all).filter(([name]) => wanted.has(name));
  const missing = [...wanted].filter((name) => !(name in all));
  const refused = found.filter(([, { licenses = "none" }]) => ![licenses].flat().every(isAllowed));
  for (const [name, { licenses = "none" }] of refused)
    console.error(`${name}: ${[licenses].flat().join(", ")}`);
  for (const name of missing) console.error(`${name}: not installed, so its licence is not known`);
  console.log(`${found.length} packages, ${refused.length + missing.length} not allowed`);
  return found.length > 0 && refused.length + missing.length === 0 ? 0 : 1;
}

/** `name@version` of every package that comes along with this one. */
function installed(): ReadonlySet<string> {
  const { packages } = lock.parse(JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")));
  return new Set(
    Object.entries(packages)
      .filter(([path, { dev, peer }]) => path !== "" && dev !== true && peer !== true)
      .map(([path, { version = "" }]) => `${path.slice(path.lastIndexOf("node_modules/") + 13)}@${version}`),
  );
}

/** `(MIT OR Apache-2.0)` is allowed with one of them, `(MIT AND …)` with both. */
function isAllowed(expression: string): boolean {
  const either = expression.replace(/[()]/g, "").split(" OR ");
  return either.some((part) => part.split(" AND ").every((licence) => ALLOWED.includes(licence)));
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
