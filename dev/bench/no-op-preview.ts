import type { Toolchain } from "../toolchain";
import { world } from "./measure";
import { endedProcessorTime } from "./processor-time";
import { CONTESTANTS, type Contestant, files } from "./programs";
import { MeasuredStack } from "./stack";

/** Previews of stacks of two sizes in which nothing is to be done: their difference leaves out what a start costs. */
export interface NoOpPlan {
  readonly few: number;
  readonly many: number;
  /** Previews of each stack; an odd number. */
  readonly rounds: number;
}

/** Medians, seconds. */
export interface Taken {
  readonly few: number;
  readonly many: number;
  /** What a further resource adds, milliseconds. */
  readonly perResource: number;
}

export interface NoOpPreview extends NoOpPlan {
  readonly byClock: Readonly<Record<Contestant, Taken>>;
  /** Of the engine, the provider and the program together. */
  readonly byProcessor: Readonly<Record<Contestant, Taken>>;
}

interface Looked {
  readonly who: Contestant;
  readonly size: "few" | "many";
  readonly stack: MeasuredStack;
  readonly byClock: number[];
  readonly byProcessor: number[];
}

/** One preview of every stack in turn, and again, so that a busy moment of the machine hits all of them. */
export async function measureNoOpPreview(toolchain: Toolchain, plan: NoOpPlan): Promise<NoOpPreview> {
  const worlds = [];
  const all: Looked[] = [];
  try {
    for (const who of CONTESTANTS) {
      for (const size of ["few", "many"] as const) {
        const { simulator, sourceOrg, destinations } = await world(plan[size]);
        worlds.push(simulator);
        const stack = await MeasuredStack.create({
          toolchain,
          files: files(who, sourceOrg, destinations),
          apiUrl: simulator.url,
          apiKey: simulator.adminKey,
          checkpoints: false,
        });
        all.push({ who, size, stack, byClock: [], byProcessor: [] });
        await stack.up();
        // The first one after a creation clears the journal.
        await stack.preview();
      }
    }
    for (let round = 0; round < plan.rounds; round++) for (const looked of all) await look(looked);
    return { ...plan, byClock: taken(plan, all, "byClock"), byProcessor: taken(plan, all, "byProcessor") };
  } finally {
    for (const { stack } of all) stack.remove();
    for (const simulator of worlds) await simulator.close();
  }
}

async function look({ stack, byClock, byProcessor }: Looked): Promise<void> {
  const before = endedProcessorTime();
  const { seconds } = await stack.preview();
  byClock.push(seconds);
  byProcessor.push(endedProcessorTime() - before);
}

function taken(
  plan: NoOpPlan,
  all: readonly Looked[],
  by: "byClock" | "byProcessor",
): Readonly<Record<Contestant, Taken>> {
  const of = (who: Contestant, size: Looked["size"]): number =>
    median(all.find((each) => each.who === who && each.size === size)?.[by] ?? []);
  const entries = CONTESTANTS.map((who) => {
    const [few, many] = [of(who, "few"), of(who, "many")];
    return [who, { few, many, perResource: (1000 * (many - few)) / (plan.many - plan.few) }] as const;
  });
  return Object.fromEntries(entries) as Record<Contestant, Taken>;
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
