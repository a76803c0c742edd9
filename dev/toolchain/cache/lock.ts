import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync, linkSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../system/processes";

/** How often a holder shows that it lives, and how long without that counts as dead. */
const HEARTBEAT_MS = 5_000;
const STALE_MS = 30_000;
const POLL_MS = 500;

/** What a lock needs of the machine; tests bring their own. */
export interface LockWorld {
  readonly host: string;
  readonly pid: number;
  now(): number;
  sleep(ms: number): Promise<unknown>;
  isAlive(pid: number): boolean;
  /** Calls `beat` every so often, until the returned function is called. */
  every(ms: number, beat: () => void): () => void;
}

export interface LockOptions {
  /** Called with the holder's process id: once at the start of a wait, then every 15 s of it. */
  readonly onWait?: (holder: number, waitedMs: number) => void;
  readonly world?: LockWorld;
}

interface Holder {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
}

/**
 * Runs `work` while holding the lock file `path`. A holder that died, by SIGKILL too, does not block: its process is
 * gone, or (another machine or container on the same cache) its heartbeat is.
 *
 * The lock saves double work and no more: what it guards is put in place by an atomic rename, so that two holders,
 * possible after a machine slept, cannot spoil anything.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const world = options.world ?? thisMachine;
  const me: Holder = { id: randomUUID(), host: world.host, pid: world.pid };
  mkdirSync(dirname(path), { recursive: true });
  await acquire(path, me, world, options.onWait);
  const stopBeating = world.every(HEARTBEAT_MS, () => beat(path, world));
  try {
    return await work();
  } finally {
    stopBeating();
    if (holderOf(path)?.id === me.id) rmSync(path, { force: true });
  }
}

async function acquire(
  path: string,
  me: Holder,
  world: LockWorld,
  onWait: LockOptions["onWait"],
): Promise<void> {
  const start = world.now();
  let reported = -Infinity;
  while (!tryCreate(path, me, world)) {
    const holder = holderOf(path);
    if (!holder) continue; // released just now
    if (isDead(path, holder, world)) {
      if (holderOf(path)?.id === holder.id) rmSync(path, { force: true });
      continue;
    }
    const waited = world.now() - start;
    if (waited - reported >= 15_000) onWait?.(holder.pid, (reported = waited));
    await world.sleep(POLL_MS);
  }
}

/** A hard link appears at once and with its content; a file created and then written could be read empty. */
function tryCreate(path: string, me: Holder, world: LockWorld): boolean {
  const draft = `${path}.${me.id}`;
  writeFileSync(draft, JSON.stringify(me));
  utimesSync(draft, world.now() / 1000, world.now() / 1000);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function holderOf(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isDead(path: string, holder: Holder, world: LockWorld): boolean {
  if (holder.host === world.host && !world.isAlive(holder.pid)) return true;
  const beaten = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return beaten !== undefined && world.now() - beaten > STALE_MS;
}

function beat(path: string, world: LockWorld): void {
  try {
    utimesSync(path, world.now() / 1000, world.now() / 1000);
  } catch {
    // Taken over while this machine slept: nothing to keep alive.
  }
}

const thisMachine: LockWorld = {
  host: hostname(),
  pid: process.pid,
  now: Date.now,
  sleep,
  isAlive,
  every: (ms, beat) => {
    const timer = setInterval(beat, ms);
    return () => clearInterval(timer);
  },
};
