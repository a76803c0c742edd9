import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { ToolchainError } from "./error";

/** How much of a failed command's output is shown; the log file has all of it. */
const TAIL_LINES = 15;

export interface RunOptions {
  /** What the command does, for people: "compiling the Pulumi engine". */
  readonly title: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets everything that the command prints. */
  readonly logFile: string;
  /** Gets each line as it comes. */
  readonly onLine?: (line: string) => void;
  /** Ends the command after this long. @default none */
  readonly timeoutMs?: number;
}

/** Runs a command out of sight. When it fails, the error has its last lines and says where the rest is. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<void> {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile, { flags: "a" });
  log.on("error", () => undefined); // a full disk: the command itself fails of it, and says so
  const tail: string[] = [];
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.timeoutMs ? { timeout: options.timeoutMs } : {}),
  });
  const endWithUs = (signal: NodeJS.Signals): void => {
    child.kill(signal);
    // Without a handler of the caller's, the signal has to have the effect that it has without this one.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  process.once("SIGINT", endWithUs).once("SIGTERM", endWithUs);
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      if (tail.push(line) > TAIL_LINES) tail.shift();
      options.onLine?.(line);
    });
  }
  try {
    const outcome = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code === 0 ? "" : (signal ?? `exit code ${code}`)));
    });
    if (outcome) {
      const lines = tail.map((line) => `  ${line}`).join("\n");
      throw new ToolchainError(
        `Failed while ${options.title} (${outcome}). All output: ${options.logFile}\n${lines}`,
      );
    }
  } finally {
    process.off("SIGINT", endWithUs).off("SIGTERM", endWithUs);
    await new Promise<void>((resolve) => log.end(() => resolve())); // whoever reads the error may read the file
  }
}
