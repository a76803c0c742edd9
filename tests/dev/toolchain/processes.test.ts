import { spawn } from "node:child_process";
import { once } from "node:events";
import { descendants, isAlive, killTree } from "../../../dev/system/processes";

it("finds what a process has started, at any depth, and ends all of it", async () => {
  const shell = spawn("sh", ["-c", "sh -c 'sleep 60 & echo up; wait'; true"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(shell.stdout, "data");
  const below = descendants(shell.pid ?? 0);
  expect(below).toHaveLength(2);
  expect(below.every(isAlive)).toBe(true);
  killTree(shell.pid ?? 0);
  await once(shell, "close"); // the last of them has let go of the pipe
  expect(descendants(shell.pid ?? 0)).toEqual([]);
});
