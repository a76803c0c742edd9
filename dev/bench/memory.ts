import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of the processes of one `pulumi` command, in MB: the most that each kind had at one time. */
export interface PeakMemory {
  engine: number;
  provider: number;
  program: number;
}

/** Looks at a process and its descendants until `stop`. Linux only; elsewhere all figures stay 0. */
export function watchMemory(pid: number, everyMs = 100): { stop(): PeakMemory } {
  const peak: PeakMemory = { engine: 0, provider: 0, program: 0 };
  const look = (): void => {
    const now: PeakMemory = { engine: 0, provider: 0, program: 0 };
    for (const { kind, mb } of processesBelow(pid)) now[kind] += mb;
    for (const kind of ["engine", "provider", "program"] as const)
      peak[kind] = Math.max(peak[kind], now[kind]);
  };
  const timer = setInterval(look, everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function* processesBelow(root: number): Generator<{ kind: keyof PeakMemory; mb: number }> {
  const parents = new Map<number, number>();
  for (const name of procEntries()) {
    const parent = parentOf(name);
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  for (const pid of parents.keys()) {
    if (!isBelow(pid, root, parents)) continue;
    const kind = kindOf(pid);
    const mb = residentMb(pid);
    if (kind !== undefined && mb !== undefined) yield { kind, mb };
  }
}

function procEntries(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function isBelow(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) {
    if (at === root) return true;
  }
  return false;
}

/** By what the process runs; language hosts and shells are none of ours. */
function kindOf(pid: number): keyof PeakMemory | undefined {
  const command = read(`/proc/${pid}/cmdline`)?.split("\0").join(" ") ?? "";
  if (/pulumi-resource-pulumi-nodejs|cmd\/dynamic-provider/.test(command)) return "provider";
  if (command.includes("cmd/run")) return "program";
  return /^(\S*\/)?pulumi /.test(command) ? "engine" : undefined;
}

function parentOf(pid: string): number | undefined {
  // The second field is the name in brackets and may hold spaces.
  const fields = read(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ");
  return fields?.[1] === undefined ? undefined : Number(fields[1]);
}

function residentMb(pid: number): number | undefined {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? "") ?? [];
  return kb === undefined ? undefined : Number(kb) / 1024;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // ended since
  }
}
