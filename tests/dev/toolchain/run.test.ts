import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../dev/system/run";
import { script, tempFolder } from "./temp";

function options(folder: string) {
  return {
    title: "compiling the Pulumi engine",
    cwd: folder,
    env: process.env,
    logFile: join(folder, "logs", "engine.log"),
  };
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it should have failed");
}

it("hands over each line and keeps it in the log file", async () => {
  const folder = tempFolder();
  const lines: string[] = [];
  const command = script(join(folder, "build"), "echo one; echo two >&2");
  await run(command, [], { ...options(folder), onLine: (line) => lines.push(line) });
  expect(lines.sort()).toEqual(["one", "two"]);
});

it("shows the last lines of a failure and where the others are", async () => {
  const folder = tempFolder();
  const command = script(join(folder, "build"), 'for i in $(seq 1 40); do echo "line $i"; done; exit 3');
  const failure = await rejection(run(command, [], options(folder)));
  const [sentence, ...shown] = failure.message.split("\n");
  expect(sentence).toBe(
    `Failed while compiling the Pulumi engine (exit code 3). All output: ${join(folder, "logs", "engine.log")}`,
  );
  expect(shown).toHaveLength(15);
  expect(shown.at(-1)).toBe("  line 40");
  expect(readFileSync(join(folder, "logs", "engine.log"), "utf8")).toContain("line 1\n");
});
