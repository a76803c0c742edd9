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
import { Journal, type JournalEntry } from "../../../../provider/lifecycle/ledger/journal";
import { UserError } from "../../../../provider/snyk/errors";

const TOKEN = "7a1e3c5f-0000-4000-8000-00000000cafe";
const OWNER = "acme/payments/dev";
const entry: JournalEntry = {
  operation: "provision",
  owner: OWNER,
  instance: "k3x9qd",
  generation: 2,
  at: "2026-11-22T12:00:00Z",
  token: TOKEN,
};
const PLACE = "https://api.snyk.io|org|gitlab";

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
    new Journal(folder).write(PLACE, entry);
    expect(new Journal(folder).find(PLACE, OWNER)).toEqual(entry);
    expect(new Journal(folder).find(`${PLACE}-other`, OWNER)).toBeUndefined();
    new Journal(folder).remove(PLACE, OWNER);
    expect(new Journal(folder).find(PLACE, OWNER)).toBeUndefined();
  });

  it("has an entry for each stack: one neither reads, nor overwrites, nor removes the other's", () => {
    const theirs = { ...entry, owner: "acme/payments/prod", generation: 7 };
    const journal = new Journal(folder);
    journal.write(PLACE, entry);
    expect(journal.find(PLACE, theirs.owner)).toBeUndefined();
    journal.write(PLACE, theirs);
    expect(journal.find(PLACE, OWNER)).toEqual(entry);
    journal.remove(PLACE, theirs.owner);
    expect(new Journal(folder).all(PLACE)).toEqual([entry]);
  });

  it("gives all entries of a place, and of no other one, where a run does not tell its stack", () => {
    const theirs = { ...entry, owner: "acme/payments/prod" };
    const journal = new Journal(folder);
    journal.write(PLACE, entry);
    journal.write(PLACE, theirs);
    journal.write("https://api.snyk.io|org|github", entry);
    const all = new Journal(folder).all(PLACE);
    expect(all).toHaveLength(2);
    expect(all).toEqual(expect.arrayContaining([entry, theirs]));
  });

  it("is for its owner's eyes only, and not for Git", () => {
    new Journal(folder).write(PLACE, entry);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files().map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600]);
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
  });

  it("names no organization and no stack in a file's name, and leaves no temporary file", () => {
    const journal = new Journal(folder);
    journal.write(PLACE, entry);
    journal.write(PLACE, { ...entry, generation: 3 });
    expect(readdirSync(folder).sort()).toEqual([
      ".gitignore",
      expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{12}\.json$/),
    ]);
  });

  it.each([
    ["torn", (file: string) => truncateSync(file, 20)],
    ["empty", (file: string) => truncateSync(file, 0)],
    [
      "of a newer kind",
      (file: string) => writeFileSync(file, JSON.stringify({ ...entry, operation: "dance" })),
    ],
    [
      "of an earlier release, which named no stack",
      (file: string) => writeFileSync(file, JSON.stringify({ ...entry, owner: undefined })),
    ],
  ])("takes a file that is %s for none", (_, spoil) => {
    new Journal(folder).write(PLACE, entry);
    for (const name of files()) spoil(join(folder, name));
    expect(new Journal(folder).find(PLACE, OWNER)).toBeUndefined();
    new Journal(folder).write(PLACE, entry);
    expect(new Journal(folder).find(PLACE, OWNER)).toEqual(entry);
  });

  describe("whose folder cannot be written", () => {
    beforeEach(() => writeFileSync(folder, "a file in its place"));

    it("refuses before anything is sent, with a remedy and without the token", () => {
      const write = (): void => new Journal(folder).write(PLACE, entry);
      expect(write).toThrow(UserError);
      expect(write).toThrow(
        /so nothing was sent to Snyk\. Make the folder writable, or name another one in SNYK_BROKER_JOURNAL/,
      );
      expect(write).not.toThrow(new RegExp(TOKEN));
    });

    it("does not cost an answer that is there already", () => {
      expect(new Journal(folder).keep(PLACE, entry)).toMatch(/^E[A-Z]+$/);
    });

    it("has nothing to find and nothing to remove", () => {
      expect(new Journal(folder).find(PLACE, OWNER)).toBeUndefined();
      expect(() => new Journal(folder).remove(PLACE, OWNER)).not.toThrow();
    });
  });
});
