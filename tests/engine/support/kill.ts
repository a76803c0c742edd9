import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { CommandOptions, Project, Ran } from "../../../dev/engine/project";
import { killTree } from "../../../dev/system/processes";
import { until, type UntilOptions } from "../../../dev/system/until";

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
  const running = whileRunning(run.done);
  const isSent = () => call()?.faulted !== undefined && (effect === "before" || call()?.effect === true);
  await until("Snyk has got the call", isSent, running);
  if (at === "answered") {
    process.kill(engine, "SIGSTOP");
    const isAnswered = () => (operation === "cloneIntegration" ? call()?.status === 200 : noted(project));
    await until("the answer is noted", isAnswered, running);
    await sleep(300); // for the provider to pass the answer on, which nobody takes
  }
  killTree(engine);
  await run.done;
  simulator.faults.clear();
  // The lock of a killed run is what its user has to take away, as the message of the next one says.
  await project.run(["cancel", "--yes"]);
}

/** For waiting on what happens while a command runs, with a look every few milliseconds. */
export function whileRunning(done: Promise<Ran>): UntilOptions {
  const failure = done.then(({ output }) => {
    throw new Error(`It ended too early:\n${output}`);
  });
  return { seconds: 120, everyMs: 5, failure };
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
