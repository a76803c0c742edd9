import { descendants, ofProcess } from "../system/processes";

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
    for (const { kind, mb } of kindsBelow(pid)) now[kind] += mb;
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

/** The process and all below it that are still there. */
function* kindsBelow(root: number): Generator<{ kind: keyof PeakMemory; mb: number }> {
  if (process.platform !== "linux") return;
  for (const pid of [root, ...descendants(root)]) {
    const kind = kindOf(pid);
    const mb = residentMb(pid);
    if (kind !== undefined && mb !== undefined) yield { kind, mb };
  }
}

/** By what the process runs; language hosts and shells are none of ours. */
function kindOf(pid: number): keyof PeakMemory | undefined {
  const command = ofProcess(pid, "cmdline").replaceAll("\0", " ");
  if (/pulumi-resource-pulumi-nodejs|cmd\/dynamic-provider/.test(command)) return "provider";
  if (command.includes("cmd/run")) return "program";
  return /^(\S*\/)?pulumi /.test(command) ? "engine" : undefined;
}

function residentMb(pid: number): number | undefined {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(ofProcess(pid, "status")) ?? [];
  return kb === undefined ? undefined : Number(kb) / 1024;
}
