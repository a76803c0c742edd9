import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, type JournalEntry } from "../../../provider/lifecycle/journal";
import { UserError } from "../../../provider/snyk/errors";

const TOKEN = "7a1e3c5f-0000-4000-8000-00000000cafe";
const entry: JournalEntry = {
  operation: "provision",
  generation: 2,
  at: "2026-11-22T12:00:00Z",
  token: TOKEN,
};
const KEY = "https://api.snyk.io|org|gitlab";

describe("the journal", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "snyk-broker-journal-"));
    folder = join(parent, ".pulumi-snyk-broker");
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  const files = (): string[] => readdirSync(folder).filter((name) => name.endsWith(".json"));

  it("gives back what was written, to another process too, until it is removed", () => {
    new Journal(folder).write(KEY, entry);
    expect(new Journal(folder).find(KEY)).toEqual(entry);
    expect(new Journal(folder).find(`${KEY}-other`)).toBeUndefined();
    new Journal(folder).remove(KEY);
    expect(new Journal(folder).find(KEY)).toBeUndefined();
  });

  it("is for its owner's eyes only, and not for Git", () => {
    new Journal(folder).write(KEY, entry);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files().map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600]);
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
  });

  it("names no organization in a file's name, and leaves no temporary file", () => {
    const journal = new Journal(folder);
    journal.write(KEY, entry);
    journal.write(KEY, { ...entry, generation: 3 });
    expect(readdirSync(folder).sort()).toEqual([".gitignore", expect.stringMatching(/^[0-9a-f]{32}\.json$/)]);
  });

  it.each([
    ["torn", (file: string) => truncateSync(file, 20)],
    ["empty", (file: string) => truncateSync(file, 0)],
    [
      "of a newer kind",
      (file: string) => writeFileSync(file, JSON.stringify({ ...entry, operation: "dance" })),
    ],
  ])("takes a file that is %s for none", (_, spoil) => {
    new Journal(folder).write(KEY, entry);
    for (const name of files()) spoil(join(folder, name));
    expect(new Journal(folder).find(KEY)).toBeUndefined();
    new Journal(folder).write(KEY, entry);
    expect(new Journal(folder).find(KEY)).toEqual(entry);
  });

  describe("whose folder cannot be written", () => {
    beforeEach(() => writeFileSync(folder, "a file in its place"));

    it("refuses before anything is sent, with a remedy and without the token", () => {
      const write = (): void => new Journal(folder).write(KEY, entry);
      expect(write).toThrow(UserError);
      expect(write).toThrow(
        /so nothing was sent to Snyk\. Make the folder writable, or name another one in SNYK_BROKER_JOURNAL/,
      );
      expect(write).not.toThrow(new RegExp(TOKEN));
    });

    it("does not cost an answer that is there already", () => {
      expect(new Journal(folder).keep(KEY, entry)).toMatch(/^E[A-Z]+$/);
    });

    it("has nothing to find and nothing to remove", () => {
      expect(new Journal(folder).find(KEY)).toBeUndefined();
      expect(() => new Journal(folder).remove(KEY)).not.toThrow();
    });
  });
});
