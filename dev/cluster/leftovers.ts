import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startOf } from "../system/processes";
import { type Layout, layoutOf } from "./layout";
import { cgroupFolders } from "./node";

const OWNER = "owner.json";
const PATIENCE_MS = 20_000;

interface Owner {
  readonly pid: number;
  /** When it started, as the kernel counts: a number may have gone to another process since. */
  readonly started: string;
}

/** Makes the folder of a new cluster, with the name of its owner: this process. */
export function claim({ folder }: Layout): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const owner: Owner = { pid: process.pid, started: startOf(process.pid) ?? "" };
  writeFileSync(join(folder, OWNER), JSON.stringify(owner));
}

/** Removes what a cluster leaves on the disk and in the tree of control groups. Its processes are gone, or going. */
export async function remove(layout: Layout): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (const folder of cgroupFolders(layout.cgroup)) await removeGroup(folder, deadline);
  rmSync(layout.folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Removes clusters whose owner was killed. */
export async function removeLeftovers(root: string): Promise<void> {
  if (!existsSync(root)) return;
  for (const id of readdirSync(root)) {
    const layout = layoutOf(root, id);
    if (!lives(layout)) await remove(layout);
  }
}

function lives({ folder }: Layout): boolean {
  try {
    const { pid, started } = JSON.parse(readFileSync(join(folder, OWNER), "utf8")) as Owner;
    return startOf(pid) === started;
  } catch {
    return false; // killed before it could say who it is
  }
}

/** A group of processes can be removed when it is empty. Whoever is still in it is a process of the cluster. */
async function removeGroup(folder: string, deadline: number): Promise<void> {
  if (!existsSync(folder)) return;
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of below) await removeGroup(join(folder, name), deadline);
  for (;;) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if (!existsSync(folder)) return;
      if (Date.now() > deadline) throw error;
    }
    for (const pid of processesIn(folder)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        continue; // it has ended by itself
      }
    }
    await sleep(50);
  }
}

function processesIn(folder: string): number[] {
  try {
    return readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
