import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";

/** One shell in which command follows command, as in a reader's terminal: what one exports, the next one sees. */
export class Shell {
  readonly #bash: ChildProcessWithoutNullStreams;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#bash = spawn("bash", ["--noprofile", "--norc"], { cwd: folder, env, detached: true });
    this.#bash.stdout.setEncoding("utf8");
    this.#bash.stdin.write("exec 2>&1\n");
  }

  /**
   * Runs one command.
   * @param typed what it gets when it asks
   * @returns what it printed
   * @throws with that, when it fails
   */
  run(command: string, typed = ""): Promise<string> {
    const end = `end-${randomUUID()}`;
    const stdout = this.#bash.stdout;
    return new Promise((resolve, reject) => {
      let output = "";
      const done = (error?: Error): void => {
        stdout.off("data", read);
        this.#bash.off("close", closed);
        if (error) reject(error);
        else resolve(output);
      };
      const read = (chunk: string): void => {
        output += chunk;
        const ended = new RegExp(`^${end} (\\d+)\n`, "m").exec(output);
        if (!ended) return;
        output = output.slice(0, ended.index);
        done(ended[1] === "0" ? undefined : new Error(`${command}\n${output}`));
      };
      const closed = (): void => done(new Error(`The shell ended:\n${output}`));
      stdout.on("data", read);
      this.#bash.once("close", closed);
      this.#bash.stdin.write(`{ ${command}\n} <<'${end}'\n${typed}\n${end}\nprintf '\\n${end} %s\\n' $?\n`);
    });
  }

  /** Ends the shell and what still runs in it. */
  close(): void {
    const { pid, exitCode } = this.#bash;
    if (pid !== undefined && exitCode === null) process.kill(-pid, "SIGKILL");
  }
}
