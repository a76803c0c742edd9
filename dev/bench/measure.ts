import { type Api, type Simulator, startSimulator } from "../../simulator";
import type { Toolchain } from "../toolchain";
import { bareLoop } from "./bare-loop";
import type { PeakMemory } from "./memory";
import { type Contestant, files } from "./programs";
import { MeasuredStack, type StateSize, type Timed } from "./stack";

/** One command of one contestant. */
export interface MeasuredCommand {
  readonly seconds: number;
  /** Calls that reached Snyk. */
  readonly calls: number;
  /** Calls that were answered 429. */
  readonly refused: number;
  readonly memory: PeakMemory;
}

/** What one contestant did with `clones` clones. */
export interface Measured {
  readonly contestant: Contestant;
  readonly clones: number;
  readonly checkpoints: boolean;
  readonly up: MeasuredCommand;
  readonly preview: MeasuredCommand;
  readonly refresh: MeasuredCommand;
  /** A rotation of the shared token. */
  readonly rotation: MeasuredCommand;
  readonly state: StateSize;
  /** Most calls in any 60 seconds of the whole measurement, by API. */
  readonly mostInAMinute: Readonly<Record<Api, number>>;
}

export interface BenchedSnyk {
  readonly simulator: Simulator;
  readonly sourceOrg: string;
  readonly destinations: readonly string[];
}

/** A Snyk with Snyk's documented limits: 2,000 calls a minute by V1, 1,620 a minute and 160 a second by REST. */
export async function world(clones: number): Promise<BenchedSnyk> {
  const simulator = await startSimulator();
  const destinations = Array.from({ length: clones }, (_, i) => simulator.addOrg({ name: `Team ${i}` }).id);
  const sourceOrg = simulator.addOrg({ name: "Template" }).id;
  return { simulator, sourceOrg, destinations };
}

/** Seconds of the bare loop. */
export async function measureBound(clones: number): Promise<number> {
  const { simulator, sourceOrg, destinations } = await world(clones);
  try {
    return await bareLoop(simulator.url, simulator.adminKey, sourceOrg, destinations);
  } finally {
    await simulator.close();
  }
}

export async function measure(
  toolchain: Toolchain,
  contestant: Contestant,
  clones: number,
  checkpoints: boolean,
): Promise<Measured> {
  const { simulator, sourceOrg, destinations } = await world(clones);
  const stack = await MeasuredStack.create({
    toolchain,
    files: files(contestant, sourceOrg, destinations),
    apiUrl: simulator.url,
    apiKey: simulator.adminKey,
    checkpoints,
  });
  const times: Record<Api, number[]> = { v1: [], rest: [] };
  const step = async (command: Promise<Timed>): Promise<MeasuredCommand> => {
    const { seconds, memory } = await command;
    const entries = simulator.log.all();
    for (const { path, at } of entries) times[path.startsWith("/v1/") ? "v1" : "rest"].push(Date.parse(at));
    simulator.log.clear();
    const refused = entries.filter(({ status }) => status === 429).length;
    return { seconds, calls: entries.length, refused, memory };
  };
  try {
    const up = await step(stack.up());
    const { state } = stack;
    const preview = await step(stack.preview());
    const refresh = await step(stack.refresh());
    const rotation = await step(stack.up({ ROTATE: "bench" }));
    return {
      contestant,
      clones,
      checkpoints,
      up,
      preview,
      refresh,
      rotation,
      state,
      mostInAMinute: { v1: mostInAMinute(times.v1), rest: mostInAMinute(times.rest) },
    };
  } finally {
    stack.remove();
    await simulator.close();
  }
}

/** @param times milliseconds, in order */
export function mostInAMinute(times: readonly number[]): number {
  let first = 0;
  let most = 0;
  times.forEach((at, index) => {
    while ((times[first] ?? at) <= at - 60_000) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}
