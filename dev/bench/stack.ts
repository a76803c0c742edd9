import { spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pulumiEnvironment, type Toolchain } from "../toolchain";
import { type PeakMemory, watchMemory } from "./memory";

/** One `pulumi` command, from its start to its end. */
export interface Timed {
  readonly seconds: number;
  readonly memory: PeakMemory;
  readonly output: string;
}

/** Bytes a resource. */
export interface StateSize {
  readonly onDisk: number;
  readonly compact: number;
}

export interface StackOptions {
  readonly toolchain: Toolchain;
  /** Text of `index.js`. */
  readonly program: string;
  readonly config: Readonly<Record<string, string>>;
  readonly apiKey: string;
  /**
   * Whether the engine writes its state after every step, as it does by default, or once at the end, which only a
   * backend with cheap checkpoints is like.
   */
  readonly checkpoints: boolean;
}

/** A Pulumi project with one stack on a file backend, in a folder of its own. */
export class Stack {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#env = env;
  }

  static async create({ toolchain, program, config, apiKey, checkpoints }: StackOptions): Promise<Stack> {
    const folder = mkdtempSync(join(tmpdir(), "snyk-broker-bench-"));
    const repository = resolve(__dirname, "../..");
    mkdirSync(join(folder, "node_modules"));
    mkdirSync(join(folder, "home"));
    symlinkSync(repository, join(folder, "node_modules/pulumi-snyk-broker"));
    symlinkSync(join(repository, "node_modules/@pulumi"), join(folder, "node_modules/@pulumi"));
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: bench\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    writeFileSync(join(folder, "package.json"), `{ "name": "bench", "main": "index.js" }\n`);
    writeFileSync(join(folder, "index.js"), program);
    const env = {
      ...pulumiEnvironment(toolchain, join(folder, "home")),
      SNYK_TOKEN: apiKey,
      NO_COLOR: "1",
      ...(!checkpoints && { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }),
    };
    const stack = new Stack(folder, env);
    await stack.run(["stack", "init", "dev"]);
    for (const [key, value] of Object.entries(config)) await stack.run(["config", "set", key, value]);
    return stack;
  }

  up(env: NodeJS.ProcessEnv = {}): Promise<Timed> {
    return this.run(["up", "--yes", "--skip-preview", "--suppress-outputs"], env);
  }

  preview(env: NodeJS.ProcessEnv = {}): Promise<Timed> {
    return this.run(["preview", "--suppress-outputs"], env);
  }

  refresh(env: NodeJS.ProcessEnv = {}): Promise<Timed> {
    return this.run(["refresh", "--yes", "--skip-preview", "--suppress-outputs"], env);
  }

  /** The state as it lies on the disk, without its history: indented, and its resources without white space. */
  get state(): StateSize {
    const folder = join(this.#folder, "home/state/.pulumi/stacks");
    const files = readdirSync(folder, { recursive: true }) as string[];
    const text = readFileSync(join(folder, files.find((file) => file.endsWith("dev.json")) ?? ""), "utf8");
    const { resources } = (JSON.parse(text) as { checkpoint: { latest: { resources: unknown[] } } })
      .checkpoint.latest;
    return {
      onDisk: text.length / resources.length,
      compact: JSON.stringify(resources).length / resources.length,
    };
  }

  /** @throws Error with what the command printed, when it fails */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Timed> {
    const start = performance.now();
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: this.#folder,
      env: { ...this.#env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const memory = watchMemory(child.pid ?? 0);
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    return new Promise((done, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        const peak = memory.stop();
        const output = Buffer.concat(chunks).toString();
        if (code === 0) done({ seconds: (performance.now() - start) / 1000, memory: peak, output });
        else reject(new Error(`pulumi ${args.join(" ")} failed:\n${output.slice(-3000)}`));
      });
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
