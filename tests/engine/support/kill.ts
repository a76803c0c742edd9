import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { CommandOptions, Project } from "../../../dev/engine/project";

/** A moment in the life of one call. */
export type Moment =
  /** Snyk has got the request: whether its effect comes before or after is up to the fault that delays it. */
  | "sent"
  /** The provider has the answer and has noted it; the engine has not stored it. */
  | "answered";

export interface Kill {
  readonly operation:
    "restListIntegrations" | "createIntegration" | "provisionToken" | "switchToken" | "cloneIntegration";
  readonly orgId: string;
  readonly at: Moment;
  /** Whether Snyk does what it is asked before it is too late to tell. */
  readonly effect: "before" | "after";
}

/** Ends a `pulumi up`, with engine, program and provider at once, by SIGKILL at a moment of one call. */
export async function killedUp(project: Project, kill: Kill, options: CommandOptions = {}): Promise<void> {
  const { operation, orgId, at, effect } = kill;
  const { simulator } = project;
  simulator.log.clear();
  // Long enough for whoever looks; "answered" lets the answer through once the engine stands still.
  simulator.faults.order({ kind: "delay", operation, orgId, effect, ms: at === "sent" ? 60_000 : 2_000 });
  const run = project.start(["up", "--yes", "--skip-preview"], options);
  const engine = run.child.pid;
  if (engine === undefined) throw new Error("pulumi did not start");

  const call = () => simulator.log.of(operation).find((entry) => entry.orgId === orgId);
  await until(
    run.done,
    () => call()?.faulted !== undefined && (effect === "before" || call()?.effect === true),
  );
  if (at === "answered") {
    process.kill(engine, "SIGSTOP");
    await until(run.done, () => (operation === "cloneIntegration" ? call()?.status === 200 : noted(project)));
    await sleep(300); // for the provider to pass the answer on, which nobody takes
  }
  for (const pid of [engine, ...descendants(engine)]) kill9(pid);
  await run.done;
  simulator.faults.clear();
  // The lock of a killed run is what its user has to take away, as the message of the next one says.
  await project.run(["cancel", "--yes"]);
}

/** Waits for `condition`. @throws when the run ends before */
export async function until(
  done: Promise<{ readonly output: string }>,
  condition: () => boolean,
): Promise<void> {
  let ended: string | undefined;
  void done.then(({ output }) => (ended = output));
  while (!condition()) {
    if (ended !== undefined) throw new Error(`It ended too early:\n${ended}`);
    await sleep(5);
  }
}

const entry = z.object({ token: z.string().optional(), answered: z.boolean().optional() });

/** Whether the journal holds an answer. */
function noted({ folder }: Project): boolean {
  const journal = join(folder, ".pulumi-snyk-broker");
  return readdirSync(journal)
    .filter((file) => file.endsWith(".json"))
    .map((file) => entry.parse(JSON.parse(readFileSync(join(journal, file), "utf8"))))
    .some(({ token, answered }) => token !== undefined || answered === true);
}

/** Every process that `pid` has started, directly or not. */
export function descendants(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const stat = readStat(name);
    if (stat !== undefined)
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const found = [pid];
  for (const ancestor of found) {
    found.push(...[...parents].filter(([, parent]) => parent === ancestor).map(([child]) => child));
  }
  return found.slice(1);
}

function readStat(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined; // It has ended meanwhile.
  }
}

function kill9(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
