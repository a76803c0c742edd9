import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  artifactFolder,
  ensureArtifact,
  hasArtifact,
  type Artifact,
} from "../../../dev/toolchain/cache/artifact";
import { ToolchainError } from "../../../dev/system/error";
import { tempFolder, write } from "./temp";

const silent = (): void => undefined;

function engine(make: Artifact["make"]): Artifact {
  return { name: "engine", title: "the Pulumi engine", key: "k1", make };
}

it("is made once and then found", async () => {
  const root = tempFolder();
  const make = jest.fn(async (folder: string) => void write(join(folder, "pulumi"), "bin"));
  const folder = await ensureArtifact(root, engine(make), silent);
  await expect(ensureArtifact(root, engine(make), silent)).resolves.toBe(folder);
  expect(readdirSync(folder)).toEqual(["pulumi"]);
  expect(make).toHaveBeenCalledTimes(1);
});

it("is made once when two ask at the same time, and the second says what it waits for", async () => {
  const root = tempFolder();
  const lines: string[] = [];
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const make = jest.fn(async () => finished);
  const first = ensureArtifact(root, engine(make), silent);
  const second = ensureArtifact(root, engine(make), (line) => {
    lines.push(line);
    finish();
  });
  await expect(Promise.all([first, second])).resolves.toHaveLength(2);
  expect(make).toHaveBeenCalledTimes(1);
  expect(lines).toEqual([`Waiting for process ${process.pid}, which is making the Pulumi engine (0 s) …`]);
});

it("never counts a half-finished folder, and removes it", async () => {
  const root = tempFolder();
  const unfinished = `${artifactFolder(root, { name: "engine", key: "k1" })}.unfinished-4711`;
  write(join(unfinished, "pulumi"), "half");
  expect(hasArtifact(root, { name: "engine", key: "k1" })).toBe(false);

  const folder = await ensureArtifact(
    root,
    engine(async (into) => void write(join(into, "pulumi"), "whole")),
    silent,
  );
  expect(readdirSync(root)).toEqual([folder.slice(root.length + 1)]);
});

it("leaves nothing of a failed attempt, so that the next one starts clean", async () => {
  const root = tempFolder();
  const failing = engine(async (folder) => {
    write(join(folder, "pulumi"), "half");
    throw new Error("the compiler said no");
  });
  await expect(ensureArtifact(root, failing, silent)).rejects.toThrow("the compiler said no");
  expect(readdirSync(root)).toEqual([]);
});

it("says in one sentence that the disk filled up on the way", async () => {
  const root = tempFolder();
  const failing = engine(() => Promise.reject(Object.assign(new Error("write failed"), { code: "ENOSPC" })));
  await expect(ensureArtifact(root, failing, silent)).rejects.toThrow(ToolchainError);
  await expect(ensureArtifact(root, failing, silent)).rejects.toThrow(
    `Not enough disk space for the Pulumi engine in ${root} (it filled up): free some, or set`,
  );
});

it("is satisfied when another process put the same folder in place meanwhile", async () => {
  const root = tempFolder();
  const folder = artifactFolder(root, { name: "engine", key: "k1" });
  const overtaken = engine(async (into) => {
    write(join(into, "pulumi"), "ours");
    mkdirSync(folder);
    write(join(folder, "pulumi"), "theirs");
  });
  await expect(ensureArtifact(root, overtaken, silent)).resolves.toBe(folder);
  expect(existsSync(join(folder, "pulumi"))).toBe(true);
});
