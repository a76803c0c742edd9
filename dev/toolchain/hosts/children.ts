// The processes that a host started, so that none of them outlives it.
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";

/** A program that ignores SIGTERM has this long; the engine itself gives its plugins 5 s. */
const PATIENCE_MS = 3_000;

const running = new Set<ChildProcess>();

export function startChild(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  running.add(child);
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/** Asks every child to end, then makes it. Resolves when none is left. */
export async function endChildren(): Promise<void> {
  const ending = [...running].map(
    (child) => new Promise<void>((resolve) => child.once("close", () => resolve())),
  );
  for (const child of running) child.kill("SIGTERM");
  const insist = setTimeout(() => {
    for (const child of running) child.kill("SIGKILL");
  }, PATIENCE_MS);
  await Promise.all(ending);
  clearTimeout(insist);
}
