import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Ends a process and all that it has started, at once. */
export function killTree(pid: number): void {
  // All of them are looked up before the first ends: a process without its parent cannot be found any more.
  for (const victim of [pid, ...descendants(pid)]) {
    try {
      process.kill(victim, "SIGKILL");
    } catch {
      continue; // it has ended by itself
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's process is a living one
  }
}

/** @returns the processes below `pid`, the nearest first. */
export function descendants(pid: number): number[] {
  const all = parents();
  const found = [pid];
  for (const parent of found)
    found.push(...all.filter((each) => each.parent === parent).map((each) => each.pid));
  return found.slice(1);
}

/** When a process started, as the kernel counts. Linux only. @returns undefined when there is none */
export function startOf(pid: number): string | undefined {
  return statOf(pid)?.[19];
}

/** What lies in a file below /proc. @returns nothing when the process has ended */
export function ofProcess(pid: number, file: "cmdline" | "environ" | "status" | "stat"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Every process of this machine. Linux only. */
export function processes(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** Small Linux images lack `ps`; other systems lack /proc. */
function parents(): Process[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  return processes().flatMap((pid) => {
    const parent = statOf(pid)?.[1];
    return parent === undefined ? [] : [{ pid, parent: Number(parent) }];
  });
}

function fromPs(): Process[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      return { pid: pid ?? 0, parent: parent ?? 0 };
    });
}

/** The fields of /proc/PID/stat from the third, the state: the second is a name that may hold blanks and brackets. */
function statOf(pid: number): string[] | undefined {
  const stat = ofProcess(pid, "stat");
  return stat === "" ? undefined : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
