import { ofProcess } from "../system/processes";

/** Ticks a second: Linux shows them so on every machine that Node runs on. */
const TICKS = 100;

/**
 * Seconds of processor time of all processes that this one has started and that have ended, theirs included: other load
 * on the machine counts less in it than in the time on the clock. 0 where the machine does not tell.
 */
export function endedProcessorTime(): number {
  const fields = ofProcess(process.pid, "stat").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS;
}
