import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Notice } from "./janitor";
import type { Lifetime } from "./lifetime";

/** The folders of one run, readable by their owner alone. They end with it: they hold its secrets. */
export interface Workplace {
  /** A folder in it, made on demand. */
  folder(name: string): string;
  /** Has a process, and all that it starts, ended even if this one is killed. */
  guard(pid: number): void;
  /** The process has ended by itself. */
  release(pid: number): void;
}

export async function openWorkplace(lifetime: Lifetime): Promise<Workplace> {
  const janitor = await lifetime.keep(startJanitor(), (child) => child.disconnect());
  const root = await lifetime.keep(mkdtempSync(join(tmpdir(), "snyk-broker-quickstart-")), (folder) =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  );
  const tell = (notice: Notice) => void janitor.send(notice);
  tell({ folder: root });
  return {
    folder: (name) => {
      const folder = join(root, name);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    guard: (pid) => tell({ started: pid }),
    release: (pid) => tell({ ended: pid }),
  };
}

async function startJanitor(): Promise<ChildProcess> {
  const janitor = fork(join(__dirname, `janitor${extname(__filename)}`), {
    detached: true, // what ends this process group must not end the janitor
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(janitor, "message");
  janitor.unref();
  janitor.channel?.unref();
  return janitor;
}
