import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { UserError } from "../snyk/errors";

/** Calls that must not be made twice without knowing what became of the first. */
const entrySchema = z.object({
  operation: z.enum(["enable", "provision", "switch", "clone", "create-organization"]),
  generation: z.number().int(),
  /** Day and time, for people. */
  at: z.string(),
  /** The answer, from the moment it arrives until the state holds it. */
  token: z.string().optional(),
  /** Whether a call without a token in its answer was answered. */
  answered: z.literal(true).optional(),
});

export type JournalEntry = Readonly<z.infer<typeof entrySchema>>;

/**
 * Remembers, on disk, a call whose answer is not in the state yet: a run that is killed between Snyk's answer and
 * the engine's checkpoint loses nothing. One file per integration, readable by its owner alone.
 */
export class Journal {
  readonly #folder: string;

  /** @param folder made when the first entry is written */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Written before the call. @throws UserError when the folder cannot be written: nothing was sent then. */
  write(integration: string, entry: JournalEntry): void {
    const code = this.keep(integration, entry);
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
  keep(integration: string, entry: JournalEntry): string | undefined {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#folder, ".gitignore"), "*\n");
      const file = this.#file(integration);
      writeDurably(`${file}.${process.pid}`, JSON.stringify(entry));
      renameSync(`${file}.${process.pid}`, file);
      return undefined;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "unknown error";
    }
  }

  find(integration: string): JournalEntry | undefined {
    try {
      return entrySchema.parse(JSON.parse(readFileSync(this.#file(integration), "utf8")));
    } catch {
      return undefined; // No file; or one torn by a full disk, which says no more than none.
    }
  }

  /** Removes the entry. One that cannot be removed does no harm: the state says more than it does. */
  remove(integration: string): void {
    try {
      rmSync(this.#file(integration), { force: true });
    } catch {
      // The folder is none, or is not writable any more.
    }
  }

  #file(integration: string): string {
    const name = createHash("sha256").update(integration).digest("hex").slice(0, 32);
    return join(this.#folder, `${name}.json`);
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
