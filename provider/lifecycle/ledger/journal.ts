import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../../snyk/errors";

/** A call that must not be made twice without knowing what became of the first, and what is known of it. */
const entrySchema = z.object({
  operation: z.enum(["enable", "provision", "switch", "clone", "create-organization", "live", "hold"]),
  /** Whose it is: organization, project and stack, as Pulumi names them. */
  owner: z.string(),
  /** The resource that it is for; see `newInstance`. */
  instance: z.string().optional(),
  generation: z.number().int(),
  /** The newest generation that was given out by then, where one finished the rotation of an older one. */
  newest: z.number().int().optional(),
  /** Of a clone: what it is a clone of. */
  source: z.string().optional(),
  /** Day and time, for people. */
  at: z.string(),
  /** The answer, from the moment it arrives until the state holds it. */
  token: z.string().optional(),
  /** Whether a call without a token in its answer was answered. */
  answered: z.literal(true).optional(),
  /** Whether the state has held the answer. */
  stored: z.literal(true).optional(),
});

export type JournalEntry = Readonly<z.infer<typeof entrySchema>>;

/**
 * The files of the ledger: one entry for each place and stack, readable by its owner alone. Only the ledger reads and
 * writes them.
 */
export class Journal {
  readonly #folder: string;
  /** The files that are there. No other process works for the same stack, so that one look is enough. */
  #listed: Set<string> | undefined;

  /** @param folder made when the first entry is written */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Written before the call. @throws UserError when the folder cannot be written: nothing was sent then. */
  write(place: string, entry: JournalEntry): void {
    const code = this.keep(place, entry);
    if (code === undefined) return;
    throw new UserError(
      `Could not write the token journal in ${this.#folder} (${code}), so nothing was sent to Snyk. ` +
        `Make the folder writable, or name another one in SNYK_BROKER_JOURNAL.`,
    );
  }

  /**
   * Written after the answer: an entry that cannot be kept must not cost us the answer, which goes to the state.
   * @returns why it could not be written
   */
  keep(place: string, entry: JournalEntry): string | undefined {
    const name = fileName(place, entry.owner);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#folder, ".gitignore"), "*\n");
      const file = join(this.#folder, name);
      writeDurably(`${file}.${process.pid}`, JSON.stringify(entry));
      renameSync(`${file}.${process.pid}`, file);
      this.#names().add(name);
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "unknown error";
    }
  }

  find(place: string, owner: string): JournalEntry | undefined {
    if (this.#names().size === 0) return undefined;
    return this.#read(fileName(place, owner));
  }

  /** Every stack's entry for a place: where a run does not tell whose it is. */
  all(place: string): readonly JournalEntry[] {
    const prefix = `${placeName(place)}-`;
    const names = [...this.#names()].filter((name) => name.startsWith(prefix));
    return names.map((name) => this.#read(name)).filter((entry) => entry !== undefined);
  }

  /** Removes the entry. One that cannot be removed does no harm: the state says more than it does. */
  remove(place: string, owner: string): void {
    const name = fileName(place, owner);
    if (!this.#names().delete(name)) return;
    try {
      rmSync(join(this.#folder, name), { force: true });
    } catch {
      // The folder is not writable any more.
    }
  }

  #read(name: string): JournalEntry | undefined {
    if (!this.#names().has(name)) return undefined;
    try {
      return entrySchema.parse(JSON.parse(readFileSync(join(this.#folder, name), "utf8")));
    } catch {
      return undefined; // Torn by a full disk: as good as no entry.
    }
  }

  #names(): Set<string> {
    this.#listed ??= new Set(listed(this.#folder));
    return this.#listed;
  }
}

function fileName(place: string, owner: string): string {
  return `${placeName(place)}-${digest(owner).slice(0, 12)}.json`;
}

function placeName(place: string): string {
  return digest(place).slice(0, 32);
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // It is made with the first entry.
  }
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, "w", 0o600);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
