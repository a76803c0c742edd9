import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pulumiEnvironment, type Toolchain } from "../toolchain";
import { setAll } from "./settings";

export const REPOSITORY = resolve(__dirname, "../..");

/** What one `pulumi` command printed, and how it ended. */
export interface Ran {
  readonly code: number;
  /** stdout and stderr, as a person sees them. */
  readonly output: string;
}

/** A `pulumi` command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
}

export interface CommandOptions {
  readonly args?: readonly string[];
  /** The provider's clock, `YYYY-MM-DD`. */
  readonly today?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** In a process group of its own, as a terminal gives every command: a Ctrl-C reaches all of the group. */
  readonly terminal?: boolean;
  /** The program in a process that ends with the command, as people run it, also where a `Project` keeps one. */
  readonly ownProgram?: boolean;
}

/** A resource of `pulumi stack export`. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Whether another one has taken its place already, and only its deletion is left. */
  readonly delete?: boolean;
  readonly pendingReplacement?: boolean;
}

export interface StoredDeployment {
  readonly resources?: readonly StoredResource[];
  readonly pending_operations?: readonly unknown[];
}

export interface StackOptions {
  /** Of the project. */
  readonly name: string;
  readonly toolchain: Toolchain;
  /** What every command gets, on top of this process's environment and the toolchain's. */
  readonly env: NodeJS.ProcessEnv;
}

/** A Pulumi project with a stack `dev` in a folder of its own, on the real engine. It finds the package as an install. */
export class Stack {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor({ name, toolchain, env }: StackOptions) {
    this.folder = mkdtempSync(join(tmpdir(), `snyk-broker-${name}-`));
    mkdirSync(join(this.folder, "node_modules"));
    mkdirSync(join(this.folder, "home"));
    symlinkSync(REPOSITORY, join(this.folder, "node_modules/pulumi-snyk-broker"));
    symlinkSync(join(REPOSITORY, "node_modules/@pulumi"), join(this.folder, "node_modules/@pulumi"));
    writeFileSync(
      join(this.folder, "Pulumi.yaml"),
      `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
    );
    writeFileSync(join(this.folder, "package.json"), `{ "name": "${name}", "main": "index.js" }\n`);
    this.#env = { ...pulumiEnvironment(toolchain, join(this.folder, "home")), NO_COLOR: "1", ...env };
  }

  /** Makes the stack. */
  async init(config: Readonly<Record<string, string>>): Promise<void> {
    await this.run(["stack", "init", "dev"]);
    await this.config(config);
  }

  /** What a command runs in. */
  get environment(): Readonly<Record<string, string>> {
    const set = Object.entries(this.#env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return Object.fromEntries(set);
  }

  /** What a command with these options runs in. */
  protected environmentOf({ today, env }: CommandOptions): NodeJS.ProcessEnv {
    return { ...this.#env, ...(today && { SNYK_BROKER_TODAY: today }), ...env };
  }

  /** Replaces the program: the text of `index.js`. */
  write(program: string): void {
    writeFileSync(join(this.folder, "index.js"), program);
  }

  async config(values: Readonly<Record<string, string>>): Promise<void> {
    await this.run(setAll(values));
  }

  preview(options: CommandOptions = {}): Promise<Ran> {
    return this.run(["preview", ...(options.args ?? [])], options);
  }

  /** Without the preview that comes before it. */
  up(options: CommandOptions = {}): Promise<Ran> {
    return this.run(["up", "--yes", "--skip-preview", ...(options.args ?? [])], options);
  }

  refresh(options: CommandOptions = {}): Promise<Ran> {
    return this.run(["refresh", "--yes", "--skip-preview", ...(options.args ?? [])], options);
  }

  destroy(options: CommandOptions = {}): Promise<Ran> {
    return this.run(["destroy", "--yes", "--skip-preview", ...(options.args ?? [])], options);
  }

  run(args: readonly string[], options: CommandOptions = {}): Promise<Ran> {
    return this.start(args, options).done;
  }

  /** Starts a command without waiting for it. */
  start(args: readonly string[], options: CommandOptions = {}): Running {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: this.folder,
      env: this.environmentOf(options),
      stdio: ["ignore", "pipe", "pipe"],
      detached: options.terminal,
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const done = new Promise<Ran>((resolveDone, reject) => {
      child.on("error", reject);
      child.on("close", (code) =>
        resolveDone({ code: code ?? -1, output: Buffer.concat(chunks).toString() }),
      );
    });
    return { child, done };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
