import { readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { ensureToolchain, type Toolchain } from "../toolchain";
import { CanaryScan } from "./canary-scan";
import {
  type CommandOptions,
  type Deployment,
  REPOSITORY,
  type Running,
  Stack,
  type StoredResource,
} from "./stack";

export type { CommandOptions, Ran, StoredResource } from "./stack";

const NAME = "engine";

/** The SDK starts in a third of the time, and does the same. */
const NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(join(__dirname, "sdk-on-demand.cjs"))}`;

/** A secret in an export with `--show-secrets`. */
interface Plaintext {
  readonly plaintext: string;
}

/** A stack's file of the backend. */
interface Checkpoint {
  readonly checkpoint: { readonly latest?: Deployment };
}

export interface ProjectOptions {
  /** The body of `index.js`; it finds the package as `snykBroker`, Pulumi as `pulumi` and the organizations as `orgs`. */
  readonly program: string;
  readonly simulator?: SimulatorOptions;
  readonly config?: Readonly<Record<string, string>>;
}

/** A stack against a simulator of its own, with a look at every command for keys and tokens. */
export class Project extends Stack {
  readonly simulator: Simulator;
  readonly scan: CanaryScan;

  private constructor(toolchain: Toolchain, simulator: Simulator) {
    super({ name: NAME, toolchain, env: { SNYK_TOKEN: simulator.adminKey, NODE_OPTIONS } });
    this.simulator = simulator;
    this.scan = new CanaryScan(this.folder, simulator);
  }

  static async create({ program, simulator: options, config }: ProjectOptions): Promise<Project> {
    const toolchain = await ensureToolchain({ log: () => undefined });
    const simulator = await startSimulator(options);
    const project = new Project(toolchain, simulator);
    project.write(program);
    await project.init({ "snyk-broker:apiUrl": simulator.url, ...config });
    return project;
  }

  /** Replaces the program. */
  override write(program: string): void {
    const head = [
      `const pulumi = require("@pulumi/pulumi");`,
      `const snykBroker = require("pulumi-snyk-broker");`,
      `const orgs = ${JSON.stringify(this.simulator.orgs.map(({ id }) => id))};`,
    ];
    super.write(`${head.join("\n")}\n${program}\n`);
  }

  override start(args: readonly string[], options: CommandOptions = {}): Running {
    const { child, done } = super.start(args, options);
    const seen = done.then((ran) => {
      this.scan.saw(args.join(" "), ran.output);
      return ran;
    });
    return { child, done: seen };
  }

  /** The resources that the state holds. */
  state(): readonly StoredResource[] {
    return this.#stored().resources ?? [];
  }

  /** The same with its secrets in clear, past the scan: no command has printed them. */
  async stateInClear(stack = "dev"): Promise<readonly StoredResource[]> {
    return inClear((await this.export(["--stack", stack, "--show-secrets"])).resources ?? []);
  }

  /** Operations that a run began and did not end, as far as the state knows. */
  pendingOperations(): readonly unknown[] {
    return this.#stored().pending_operations ?? [];
  }

  /** The secret outputs in clear, past the scan: no command has printed them. */
  async secretOutputs(): Promise<Readonly<Record<string, unknown>>> {
    const { resources = [] } = await this.export(["--show-secrets"]);
    const { outputs = {} } = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
    const secrets = Object.entries(outputs).flatMap(([name, value]) =>
      isPlaintext(value) ? [[name, JSON.parse(value.plaintext) as unknown] as const] : [],
    );
    return Object.fromEntries(secrets);
  }

  /** What `pulumi stack export` would print, without a process for it. */
  #stored(stack = "dev"): Deployment {
    const file = join(this.folder, `home/state/.pulumi/stacks/${NAME}/${stack}.json`);
    const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as Checkpoint;
    return checkpoint.latest ?? {};
  }

  /** One resource of the state, by its type's last word. */
  stored(kind: string): StoredResource | undefined {
    return this.state().find(({ type }) => type.endsWith(`:${kind}`));
  }

  /**
   * Bytes of a resource in the state, as in a project that has installed the package: the engine stores the path of
   * every source position, so that the bytes would depend on where this checkout and the temporary folder are.
   */
  storedBytes(resource: StoredResource): number {
    const checkout = relative(realpathSync(this.folder), realpathSync(REPOSITORY)).replaceAll("\\", "/");
    const installed = JSON.stringify(resource)
      .replaceAll(`${checkout}/node_modules/`, "node_modules/")
      .replaceAll(`${checkout}/`, "node_modules/pulumi-snyk-broker/");
    return Buffer.byteLength(installed);
  }

  async close(): Promise<void> {
    await this.simulator.close();
    this.remove();
  }
}

/** Puts the values of secrets in the place of what the export writes for them. */
function inClear<T>(value: T): T {
  const text = JSON.stringify(value, (_key, each: unknown) =>
    isPlaintext(each) ? (JSON.parse(each.plaintext) as unknown) : each,
  );
  return JSON.parse(text) as T;
}

function isPlaintext(value: unknown): value is Plaintext {
  return typeof value === "object" && value !== null && "plaintext" in value;
}
