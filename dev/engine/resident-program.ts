import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const SCRIPT = join(__dirname, "program-process.cjs");

/** A process that runs a project's program for one command after the other: see `program-process.cjs`. */
export class ResidentProgram {
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;
  readonly #port: Promise<number>;
  #output = "";
  #isBusy = false;

  /** @param folder the project's */
  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#process = fork(SCRIPT, [], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    }
    this.#ended = once(this.#process, "exit").then(() => {
      throw new Error(`The process of the program has ended:\n${this.#output}`);
    });
    this.#ended.catch(() => undefined); // close() ends it as well, and nobody waits then
    this.#port = this.#message().then(Number);
    this.#port.catch(() => undefined);
  }

  /** @throws Error when the process ends instead, with what it printed */
  async #message(): Promise<unknown> {
    const [message] = (await Promise.race([once(this.#process, "message"), this.#ended])) as [unknown];
    return message;
  }

  /** Whether a run has it now. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Lends itself to one command, whose environment is `env`; `run` gets the arguments that make `pulumi` use it. */
  async during<T>(env: NodeJS.ProcessEnv, run: (client: readonly string[]) => Promise<T>): Promise<T> {
    this.#isBusy = true;
    try {
      const port = await this.#port;
      this.#process.send(env);
      await this.#message();
      return await run([`--client=127.0.0.1:${port}`]);
    } finally {
      this.#isBusy = false;
    }
  }

  /** What the program has printed since the last call. */
  printed(): string {
    const output = this.#output;
    this.#output = "";
    return output;
  }

  /** Ends the process. */
  close(): void {
    this.#process.kill();
  }
}
