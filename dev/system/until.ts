import { setTimeout as sleep } from "node:timers/promises";
import { ToolchainError } from "./error";

export interface UntilOptions {
  /** How long it may take. @default 60 */
  readonly seconds?: number;
  /** Milliseconds between two looks. @default 50 */
  readonly everyMs?: number;
  /** Ends the wait when it rejects: what is waited for cannot come any more. */
  readonly failure?: Promise<never>;
  /** Whether an error of `done` means "not yet", as long as there is time. @default false: it ends the wait */
  readonly throughErrors?: boolean;
}

/**
 * Waits until `done` answers true.
 *
 * @param what ends the sentence "Gave up after 60 s of waiting until …": "the client is connected"
 * @throws after the time, with that sentence; at once what `failure` rejects with, or `done` throws
 */
export async function until(
  what: string,
  done: () => boolean | Promise<boolean>,
  { seconds = 60, everyMs = 50, failure, throughErrors = false }: UntilOptions = {},
): Promise<void> {
  const over = new AbortController();
  const deadline = Date.now() + seconds * 1000;
  const poll = async (): Promise<void> => {
    for (;;) {
      let reason = "";
      try {
        if (await done()) return;
      } catch (error) {
        if (!throughErrors) throw error;
        reason = ` ${error instanceof Error ? error.message : String(error)}`;
      }
      if (Date.now() > deadline)
        throw new ToolchainError(`Gave up after ${seconds} s of waiting until ${what}.${reason}`);
      await sleep(everyMs, undefined, { signal: over.signal });
    }
  };
  try {
    await Promise.race(failure ? [poll(), failure] : [poll()]);
  } finally {
    over.abort(); // after a failure nobody looks any longer
  }
}
