import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { withLock, type LockWorld } from "../../../dev/toolchain/cache/lock";
import { tempFolder, write } from "./temp";

/** A machine whose clock moves only when somebody sleeps. */
function fakeMachine(options: { alive?: (pid: number) => boolean } = {}): LockWorld {
  let now = 1_000_000_000_000;
  return {
    host: "here",
    pid: 100,
    now: () => now,
    sleep: async (ms) => (now += ms),
    isAlive: options.alive ?? (() => true),
    every: () => () => undefined,
  };
}

/** A lock file as another process leaves it. */
function heldBy(pid: number, host: string, beatenAt: number): string {
  const path = write(join(tempFolder(), "engine.lock"), JSON.stringify({ id: "other", host, pid }));
  utimesSync(path, beatenAt / 1000, beatenAt / 1000);
  return path;
}

it("leaves nothing behind, whether the work succeeds or fails", async () => {
  const folder = tempFolder();
  const path = join(folder, "sub", "engine.lock");
  await expect(withLock(path, async () => existsSync(path))).resolves.toBe(true);
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(readdirSync(join(folder, "sub"))).toEqual([]);
});

it("takes over at once from a process of this machine that was killed", async () => {
  const world = fakeMachine({ alive: (pid) => pid !== 42 });
  const onWait = jest.fn();
  await expect(
    withLock(heldBy(42, "here", world.now()), async () => "mine", { world, onWait }),
  ).resolves.toBe("mine");
  expect(onWait).not.toHaveBeenCalled();
});

it("takes over from another machine once its heartbeat is 30 s old", async () => {
  const world = fakeMachine({ alive: () => false });
  const start = world.now();
  const waits: number[] = [];
  const onWait = (_holder: number, waited: number) => waits.push(waited);
  await withLock(heldBy(42, "elsewhere", start), async () => undefined, { world, onWait });
  expect(waits).toEqual([0, 15_000, 30_000]);
  expect(world.now() - start).toBe(30_500);
});

it("waits for a living holder, says for whom, and goes on when it is done", async () => {
  const path = join(tempFolder(), "engine.lock");
  const order: string[] = [];
  const onWait = jest.fn();
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const first = withLock(path, () => finished.then(() => void order.push("first")));
  const world: LockWorld = { ...fakeMachine(), sleep: async () => (finish(), first) };
  await withLock(path, async () => void order.push("second"), { world, onWait });
  expect(order).toEqual(["first", "second"]);
  expect(onWait).toHaveBeenCalledWith(process.pid, 0);
});

it("is free again after a real holder was killed with SIGKILL", async () => {
  const path = join(tempFolder(), "engine.lock");
  const module = join(__dirname, "../../../dev/toolchain/cache/lock.ts");
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const code = `require(${JSON.stringify(module)}).withLock(${JSON.stringify(path)}, () => {
    console.log("held");
    return new Promise(() => setInterval(() => {}, 1000));
  });`;
  const holder = spawn(process.execPath, ["--import", loader, "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  holder.kill("SIGKILL");
  await once(holder, "close");
  expect(existsSync(path)).toBe(true);
  await expect(withLock(path, async () => "mine")).resolves.toBe("mine");
});

it("does not remove a lock that was taken over from it", async () => {
  const path = join(tempFolder(), "engine.lock");
  await withLock(path, async () => void write(path, JSON.stringify({ id: "other", host: "here", pid: 1 })));
  expect(existsSync(path)).toBe(true);
});
