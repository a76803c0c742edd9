import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Stack } from "../engine/stack";
import type { Toolchain } from "../toolchain";
import { type PeakMemory, watchMemory } from "./memory";

/** One `pulumi` command, from its start to its end. */
export interface Timed {
  readonly seconds: number;
  readonly memory: PeakMemory;
}

/** Bytes a resource. */
export interface StateSize {
  readonly onDisk: number;
  readonly compact: number;
}

export interface MeasuredStackOptions {
  readonly toolchain: Toolchain;
  /** The program: texts by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly apiUrl: string;
  readonly apiKey: string;
  /**
   * Whether the engine writes its state after every step, as it does by default, or once at the end, which only a
   * backend with cheap checkpoints is like.
   */
  readonly checkpoints: boolean;
}

/** A stack whose commands are measured. */
export class MeasuredStack {
  readonly #stack: Stack;

  private constructor(stack: Stack) {
    this.#stack = stack;
  }

  static async create(options: MeasuredStackOptions): Promise<MeasuredStack> {
    const { toolchain, files, apiUrl, apiKey, checkpoints } = options;
    const env = {
      SNYK_TOKEN: apiKey,
      ...(!checkpoints && { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" }),
    };
    const stack = new Stack({ name: "bench", toolchain, env });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(stack.folder, name), text);
    await stack.init({ "snyk-broker:apiUrl": apiUrl });
    return new MeasuredStack(stack);
  }

  up(env: NodeJS.ProcessEnv = {}): Promise<Timed> {
    return this.#timed(["up", "--yes", "--skip-preview", "--suppress-outputs"], env);
  }

  preview(): Promise<Timed> {
    return this.#timed(["preview", "--suppress-outputs"]);
  }

  refresh(): Promise<Timed> {
    return this.#timed(["refresh", "--yes", "--skip-preview", "--suppress-outputs"]);
  }

  /** The state as it lies on the disk, without its history: indented, and its resources without white space. */
  get state(): StateSize {
    const folder = join(this.#stack.folder, "home/state/.pulumi/stacks");
    const files = readdirSync(folder, { recursive: true }) as string[];
    const text = readFileSync(join(folder, files.find((file) => file.endsWith("dev.json")) ?? ""), "utf8");
    const { resources } = (JSON.parse(text) as { checkpoint: { latest: { resources: unknown[] } } })
      .checkpoint.latest;
    return {
      onDisk: text.length / resources.length,
      compact: JSON.stringify(resources).length / resources.length,
    };
  }

  remove(): void {
    this.#stack.remove();
  }

  /** @throws Error with what the command printed, when it fails */
  async #timed(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Timed> {
    const start = performance.now();
    const { child, done } = this.#stack.start(args, { env });
    const memory = watchMemory(child.pid ?? 0);
    const { code, output } = await done.finally(() => memory.stop());
    const seconds = (performance.now() - start) / 1000;
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${output.slice(-3000)}`);
    return { seconds, memory: memory.stop() };
  }
}
