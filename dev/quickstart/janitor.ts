/**
 * Cleans up after a quickstart that was killed hard, which can do nothing itself any more: a process of its own that
 * learns from its closed channel that the quickstart is gone. workplace.ts starts it.
 */
import { rmSync } from "node:fs";
import { killTree } from "../system/processes";

/** What the quickstart tells it. */
export type Notice = { readonly folder: string } | { readonly started: number } | { readonly ended: number };

const folders = new Set<string>();
const running = new Set<number>();

process.on("message", (notice: Notice) => {
  if ("folder" in notice) folders.add(notice.folder);
  else if ("started" in notice) running.add(notice.started);
  else running.delete(notice.ended);
});

process.on("disconnect", () => {
  for (const pid of running) killTree(pid);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
});

// A Ctrl-C in the terminal, and a closed terminal, reach this process too. It has to outlive the other one.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

// A quickstart that was killed at once has told it nothing.
if (!process.connected) process.exit(0);

process.send?.("ready");
