import { setTimeout as sleep } from "node:timers/promises";
import { ToolchainError } from "../toolchain";

const POLL_MS = 100;
const DEADLINE_MS = 120_000;

/**
 * Waits until `done` answers true; an error of it means "not yet".
 * @throws what `failure` rejects with, or after two minutes
 */
export async function until(
  what: string,
  failure: Promise<never>,
  done: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  let last: unknown;
  const poll = async (): Promise<void> => {
    for (;;) {
      const answer = await done().catch((error: unknown) => {
        last = error;
        return false;
      });
      if (answer) return;
      if (Date.now() > deadline) {
        const reason = last instanceof Error ? ` ${last.message}` : "";
        throw new ToolchainError(`After ${DEADLINE_MS / 1000} s it is still not so that ${what}.${reason}`);
      }
      await sleep(POLL_MS);
    }
  };
  await Promise.race([poll(), failure]);
}
