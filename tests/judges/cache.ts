import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Where built tools are kept: outside of the checkout, for all checkouts. */
function cacheRoot(): string {
  const shared = process.env["PULUMI_SNYK_BROKER_CACHE"];
  if (shared !== undefined && shared !== "") return join(shared, "judges");
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "pulumi-snyk-broker", "judges");
}

/** A short text that changes when one of the parts does. */
export function key(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
}

/**
 * A folder with something built, from the cache or new. It is built beside its place and moved there when it is
 * whole: a run that is killed leaves nothing that the next one would take for finished, and of two at once the
 * first one wins.
 * @param build fills the folder
 */
export function cached(name: string, build: (folder: string) => void): string {
  const place = join(cacheRoot(), name);
  if (existsSync(place)) return place;
  mkdirSync(dirname(place), { recursive: true });
  const unfinished = mkdtempSync(`${place}-`);
  try {
    build(unfinished);
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}

/** The content of files, for a key. */
export function contentOf(...files: readonly string[]): string {
  return files.map((file) => readFileSync(file, "utf8")).join("\n");
}
