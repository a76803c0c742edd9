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
  } catch {
    return false;
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

interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** Every process of the machine. Small Linux images lack `ps`; other systems lack /proc. */
function parents(): Process[] {
  const lines = process.platform === "linux" ? fromProc() : fromPs();
  return lines.map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

function fromProc(): string[][] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        // "pid (name) state parent …", and a name may hold blanks and parentheses.
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return [[pid, stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? "0"]];
      } catch {
        return []; // it has ended since
      }
    });
}

function fromPs(): string[][] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
}
