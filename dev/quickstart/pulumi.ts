import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Setting, setAll } from "../engine/settings";
import { isAlive, killTree } from "../system/processes";
import { until } from "../system/until";
import { complaints } from "./engine-output";
import type { Workplace } from "./workplace";

/** The root project of this repository: what a `pulumi up` in a clone of it would run. */
export const PROJECT = resolve(__dirname, "../..");

const STACK = "quickstart";

/** How long an interrupted engine may take to end what it is doing. */
const CANCEL_SECONDS = 3;

/** A command that failed, with what it said. */
export class PulumiError extends Error {
  override readonly name = "PulumiError";
}

/** The real `pulumi`, with a stack of its own: state, settings and passphrase are in the workplace and end with it. */
export class Pulumi {
  readonly #env: NodeJS.ProcessEnv;
  readonly #project: string;
  readonly #workplace: Workplace;
  readonly #folder: string;
  #running: ChildProcess | undefined;
  #stopped = false;
  #deployed = false;

  /**
   * @param env as `rehearsalEnvironment` makes it
   * @param project folder with a Pulumi.yaml
   */
  constructor(env: NodeJS.ProcessEnv, project: string, workplace: Workplace) {
    this.#env = { ...env, PULUMI_CONFIG_PASSPHRASE: randomUUID() };
    this.#project = project;
    this.#workplace = workplace;
    this.#folder = workplace.folder("stack");
  }

  /** Makes the stack. Its settings are not kept in the checkout: a second run beside this one has others. */
  async init(settings: Readonly<Record<string, Setting>>): Promise<void> {
    copyFileSync(join(this.#project, "Pulumi.yaml"), join(this.#folder, "Pulumi.yaml"));
    await this.#run(["stack", "init", STACK, "--cwd", this.#folder]);
    await this.#run([...setAll(settings), "--stack", STACK, "--cwd", this.#folder]);
  }

  /** @returns what the engine printed. */
  preview(options: PulumiOptions & { readonly diff?: boolean } = {}): Promise<string> {
    return this.#onStack(["preview", ...(options.diff ? ["--diff"] : [])], options);
  }

  up(options: PulumiOptions = {}): Promise<string> {
    this.#deployed = true;
    return this.#onStack(["up", "--yes", "--skip-preview"], options);
  }

  async destroy(options: PulumiOptions = {}): Promise<string> {
    const output = await this.#onStack(["destroy", "--yes", "--skip-preview"], options);
    this.#deployed = false;
    return output;
  }

  /** Ends a command that is under way, and removes what the stack still has at Snyk and on the cluster. */
  async stopAndDestroy(): Promise<void> {
    await this.stop();
    if (!this.#deployed) return;
    const last = { last: true };
    await this.#run(["cancel", "--yes", "--stack", STACK, "--cwd", this.#project], last).catch(
      () => undefined,
    ); // no lock
    await this.destroy(last);
  }

  /** Ends a command that is under way. None starts afterwards. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#cancel();
  }

  /** The engine may write down first what it has done. */
  async #cancel(): Promise<void> {
    const { pid } = this.#running ?? {};
    if (pid === undefined) return;
    process.kill(pid, "SIGINT");
    const ended = until("the engine has ended", () => !isAlive(pid), { seconds: CANCEL_SECONDS });
    await ended.catch(() => undefined); // it was asked, and now it is made to
    killTree(pid);
  }

  #onStack(args: readonly string[], options: PulumiOptions): Promise<string> {
    const settings = join(this.#folder, `Pulumi.${STACK}.yaml`);
    const common = ["--stack", STACK, "--cwd", this.#project, "--config-file", settings];
    return this.#run([...args, ...common], options);
  }

  async #run(args: readonly string[], { onLine, today, last }: PulumiOptions = {}): Promise<string> {
    if (this.#stopped && !last) throw new PulumiError("The quickstart is ending");
    const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
      // A group of its own: a Ctrl-C in the terminal reaches it through us, once.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...this.#env, ...(today !== undefined && { SNYK_BROKER_TODAY: today }) },
    });
    if (child.pid !== undefined) this.#workplace.guard(child.pid);
    this.#running = child;
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        output += `${line}\n`;
        onLine?.(line);
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    }).finally(() => {
      this.#running = undefined;
      if (child.pid !== undefined) this.#workplace.release(child.pid);
    });
    if (code === 0) return output;
    throw new PulumiError([`pulumi ${args[0]} failed.`, ...complaints(output)].join("\n"));
  }
}

export interface PulumiOptions {
  /** Gets each line as it is printed. */
  readonly onLine?: (line: string) => void;
  /** The day that the provider takes for today, YYYY-MM-DD. */
  readonly today?: string;
  /** Runs even when all others have been stopped. */
  readonly last?: boolean;
}
