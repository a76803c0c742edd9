import { readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { ensureToolchain, type Toolchain } from "../toolchain";
import { CanaryScan } from "./canary-scan";
import { inClear } from "./passphrase";
import { ResidentProgram } from "./resident-program";
import { SDK_ON_DEMAND } from "./sdk-on-demand";
import {
  type CommandOptions,
  type StoredDeployment,
  type Ran,
  REPOSITORY,
  type Running,
  Stack,
  type StoredResource,
} from "./stack";

export type { CommandOptions, Ran, StoredResource } from "./stack";

const NAME = "engine";

/** A deployment as the backend keeps it, with its secrets encrypted. */
interface Latest extends StoredDeployment {
  readonly secrets_providers?: { readonly state: { readonly salt: string } };
}

/** A stack's file of the backend. */
interface Checkpoint {
  readonly checkpoint: { readonly latest?: Latest };
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
  #program: ResidentProgram | undefined;

  private constructor(toolchain: Toolchain, simulator: Simulator) {
    super({ name: NAME, toolchain, env: { SNYK_TOKEN: simulator.adminKey, NODE_OPTIONS: SDK_ON_DEMAND } });
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

  /** One command; its program runs in a process that stays, unless another command has that now. */
  override async run(args: readonly string[], options: CommandOptions = {}): Promise<Ran> {
    const runsProgram = ["up", "preview"].includes(args[0] ?? "") || args.includes("--run-program");
    if (!runsProgram || options.ownProgram || this.#program?.isBusy) return super.run(args, options);
    this.#program ??= new ResidentProgram(this.folder, this.environmentOf(options));
    return this.#program.during(this.environmentOf(options), async (client) => {
      const ran = await super.run([...args, ...client], options);
      this.scan.saw(`${args.join(" ")}, by its program`, this.#program?.printed() ?? "");
      return ran;
    });
  }

  /** In processes of its own all through, to be killed with them. */
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
  stateInClear(stack = "dev"): readonly StoredResource[] {
    const { resources = [], secrets_providers: provider } = this.#stored(stack);
    if (resources.length === 0) return [];
    return inClear(resources, this.environment["PULUMI_CONFIG_PASSPHRASE"] ?? "", provider?.state.salt ?? "");
  }

  /** Operations that a run began and did not end, as far as the state knows. */
  pendingOperations(): readonly unknown[] {
    return this.#stored().pending_operations ?? [];
  }

  /** The stack's outputs in clear, past the scan. */
  outputsInClear(): Readonly<Record<string, unknown>> {
    return this.stateInClear().find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
  }

  /** What `pulumi stack export` would print, without a process for it. */
  #stored(stack = "dev"): Latest {
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
    this.#program?.close();
    await this.simulator.close();
    this.remove();
  }
}
