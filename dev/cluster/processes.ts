import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { UntilOptions } from "../system/until";
import { ToolchainError } from "../toolchain";

const TAIL_LINES = 12;
const START_SECONDS = 120;

/** The programs of the cluster, each with a log file. One that ends is the end of the cluster. */
export class Processes {
  /** Rejects when one of them ends, with the last lines of its log. */
  readonly failure: Promise<never>;
  readonly #logs: string;
  readonly #env: NodeJS.ProcessEnv;
  #fail: (error: Error) => void = () => undefined;

  constructor(logs: string, env: NodeJS.ProcessEnv) {
    this.#logs = logs;
    this.#env = env;
    mkdirSync(logs, { recursive: true });
    this.failure = new Promise((_resolve, reject) => (this.#fail = reject));
    this.failure.catch(() => undefined); // whoever waits for something races with it
  }

  /** For waiting until one of them answers: what asks it fails until then. */
  get patience(): UntilOptions {
    return { seconds: START_SECONDS, everyMs: 100, failure: this.failure, throughErrors: true };
  }

  /** Starts a program. It ends with the namespace that it is in. */
  start(program: string, args: readonly string[]): ChildProcess {
    const logFile = join(this.#logs, `${program}.log`);
    const log = openSync(logFile, "a");
    const child = spawn(program, args, { env: this.#env, stdio: ["ignore", log, log] });
    child.once("error", (error) => this.#fail(error));
    child.once("exit", (code, signal) => {
      const tail = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
      this.#fail(new ToolchainError(`${program} has ended (${signal ?? `exit code ${code}`}):\n${tail}`));
    });
    return child;
  }
}
