import { setTimeout as sleep } from "node:timers/promises";

const DEADLINE_MS = 60_000;

/** Waits until `done` holds. @throws after 60 s */
export async function until(what: string, done: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await done())) {
    if (Date.now() > deadline)
      throw new Error(`After ${DEADLINE_MS / 1000} s it is still not so that ${what}.`);
    await sleep(50);
  }
}
