import type { Toolchain } from "../toolchain";
import { mostInAMinute, world } from "./measure";
import { files } from "./programs";
import { MeasuredStack } from "./stack";

/** What became of several programs that used one API key at the same time. */
export interface SharedKey {
  readonly programs: number;
  readonly clones: number;
  readonly failures: number;
  readonly seconds: number;
  readonly calls: number;
  readonly refused: number;
  /** How often the key had to rest, and how often that was prolonged by calls that came later. */
  readonly blocks: number;
  readonly prolonged: number;
  /** Most calls that Snyk let through in any 60 seconds, by V1 and by REST. */
  readonly accepted: { readonly v1: number; readonly rest: number };
}

/** Runs `programs` stacks side by side, each a process tree of its own, on one key. */
export async function sharedKey(toolchain: Toolchain, programs: number, clones: number): Promise<SharedKey> {
  const { simulator, destinations } = await world(programs * clones);
  const stacks = await Promise.all(
    Array.from({ length: programs }, (_, index) =>
      MeasuredStack.create({
        toolchain,
        files: files(
          "package",
          simulator.addOrg({ name: `Template ${index}` }).id,
          destinations.slice(index * clones, (index + 1) * clones),
        ),
        apiUrl: simulator.url,
        apiKey: simulator.adminKey,
        checkpoints: false,
      }),
    ),
  );
  const start = performance.now();
  try {
    const ends = await Promise.allSettled(stacks.map((stack) => stack.up()));
    const seconds = (performance.now() - start) / 1000;
    const entries = simulator.log.all();
    const accepted = (api: string) =>
      mostInAMinute(
        entries.flatMap(({ path, status, at }) =>
          path.startsWith(`/${api}/`) && status !== 429 ? [Date.parse(at)] : [],
        ),
      );
    for (const end of ends) if (end.status === "rejected") console.error(String(end.reason));
    return {
      programs,
      clones,
      failures: ends.filter(({ status }) => status === "rejected").length,
      seconds,
      calls: entries.length,
      refused: entries.filter(({ status }) => status === 429).length,
      blocks: simulator.rate.figures().blocks,
      prolonged: simulator.rate.figures().prolonged,
      accepted: { v1: accepted("v1"), rest: accepted("rest") },
    };
  } finally {
    for (const stack of stacks) stack.remove();
    await simulator.close();
  }
}
