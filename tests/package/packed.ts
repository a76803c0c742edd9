import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

export const ROOT = resolve(__dirname, "../..");

const manifest = z
  .object({
    devDependencies: z.record(z.string(), z.string()),
    peerDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));

/** The peer dependencies, in the versions that this repository is developed with. */
export const PEERS: Readonly<Record<string, string>> = Object.fromEntries(
  ["@pulumi/pulumi", "@pulumi/kubernetes"].map((name) => [name, manifest.devDependencies[name] ?? "missing"]),
);

/** The ranges in which peers are promised to work, as npm takes them. */
export function peerRanges(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, manifest.peerDependencies[name] ?? "missing"]));
}

const packedSchema = z.tuple([
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
]);

export interface Packed {
  /** As a dependency: `file:/…/pulumi-snyk-broker-1.0.0.tgz` */
  readonly dependency: string;
  /** Paths in the package. */
  readonly files: readonly string[];
}

/** Packs what `npm publish` would publish, into `folder`. `npm test` has built it already. */
export function pack(folder: string): Packed {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const printed = execFileSync("npm", args, { cwd: ROOT, stdio: ["ignore", "pipe", "ignore"] });
  const [{ filename, files }] = packedSchema.parse(JSON.parse(printed.toString()));
  return { dependency: `file:${join(folder, filename)}`, files: files.map(({ path }) => path) };
}
