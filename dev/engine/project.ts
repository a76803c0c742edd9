import { type ChildProcess, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { ensureToolchain, pulumiEnvironment } from "../toolchain";
import { CanaryScan } from "./canary-scan";

const repository = resolve(__dirname, "../..");

/** What one `pulumi` command printed, and how it ended. */
export interface Ran {
  readonly code: number;
  /** stdout and stderr, as a person sees them. */
  readonly output: string;
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

/** A secret in an export with `--show-secrets`. */
interface Plaintext {
  readonly plaintext: string;
}

interface Deployment {
  readonly resources?: readonly StoredResource[];
  readonly pending_operations?: readonly unknown[];
}

export interface ProjectOptions {
  /** The body of `index.js`; it finds the package as `snykBroker`, Pulumi as `pulumi` and the organizations as `orgs`. */
  readonly program: string;
  readonly simulator?: SimulatorOptions;
  readonly config?: Readonly<Record<string, string>>;
}

export interface CommandOptions {
  readonly args?: readonly string[];
  /** The provider's clock, `YYYY-MM-DD`. */
  readonly today?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** In a process group of its own, as a terminal gives every command: a Ctrl-C reaches all of the group. */
  readonly terminal?: boolean;
}

/** A Pulumi project in a folder of its own, against a simulator of its own, on the real engine. */
export class Project {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly scan: CanaryScan;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(folder: string, simulator: Simulator, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.simulator = simulator;
    this.scan = new CanaryScan(folder, simulator);
    this.#env = env;
  }

  /** What a command runs in. */
  get environment(): Readonly<Record<string, string>> {
    const set = Object.entries(this.#env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return Object.fromEntries(set);
  }

  static async create({ program, simulator: options, config }: ProjectOptions): Promise<Project> {
    const toolchain = await ensureToolchain({ log: () => undefined });
    const simulator = await startSimulator(options);
    const folder = mkdtempSync(join(tmpdir(), "snyk-broker-engine-"));
    mkdirSync(join(folder, "node_modules"));
    mkdirSync(join(folder, "home"));
    symlinkSync(repository, join(folder, "node_modules/pulumi-snyk-broker"));
    symlinkSync(join(repository, "node_modules/@pulumi"), join(folder, "node_modules/@pulumi"));
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: engine\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    writeFileSync(join(folder, "package.json"), `{ "name": "engine", "main": "index.js" }\n`);
    const env = {
      ...process.env,
      ...pulumiEnvironment(toolchain, join(folder, "home")),
      SNYK_TOKEN: simulator.adminKey,
      NO_COLOR: "1",
    };
    const project = new Project(folder, simulator, env);
    project.write(program);
    await project.run(["stack", "init", "dev"]);
    await project.config({ "snyk-broker:apiUrl": simulator.url, ...config });
    return project;
  }

  /** Replaces the program. */
  write(program: string): void {
    const head = [
      `const pulumi = require("@pulumi/pulumi");`,
      `const snykBroker = require("pulumi-snyk-broker");`,
      `const orgs = ${JSON.stringify(this.simulator.orgs.map(({ id }) => id))};`,
    ];
    writeFileSync(join(this.folder, "index.js"), `${head.join("\n")}\n${program}\n`);
  }

  async config(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [key, value] of Object.entries(values)) await this.run(["config", "set", key, value]);
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
  start(
    args: readonly string[],
    { today, env, terminal }: CommandOptions = {},
  ): { readonly child: ChildProcess; readonly done: Promise<Ran> } {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: this.folder,
      env: { ...this.#env, ...(today && { SNYK_BROKER_TODAY: today }), ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: terminal,
    });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const done = new Promise<Ran>((resolveDone, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        const output = Buffer.concat(chunks).toString();
        this.scan.saw(args.join(" "), output);
        resolveDone({ code: code ?? -1, output });
      });
    });
    return { child, done };
  }

  /** The resources that the state holds. */
  async state(): Promise<readonly StoredResource[]> {
    return (await this.#export()).resources ?? [];
  }

  /** The same with its secrets in clear, past the scan: no command has printed them. */
  async stateInClear(stack = "dev"): Promise<readonly StoredResource[]> {
    return inClear((await this.#export(["--stack", stack, "--show-secrets"])).resources ?? []);
  }

  /** Operations that a run began and did not end, as far as the state knows. */
  async pendingOperations(): Promise<readonly unknown[]> {
    return (await this.#export()).pending_operations ?? [];
  }

  /** The secret outputs in clear, past the scan: no command has printed them. */
  async secretOutputs(): Promise<Readonly<Record<string, unknown>>> {
    const { resources = [] } = await this.#export(["--show-secrets"]);
    const { outputs = {} } = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
    const secrets = Object.entries(outputs).flatMap(([name, value]) =>
      isPlaintext(value) ? [[name, JSON.parse(value.plaintext) as unknown] as const] : [],
    );
    return Object.fromEntries(secrets);
  }

  async #export(args: readonly string[] = []): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), "snyk-broker-export-"));
    const file = join(folder, "export.json");
    await this.run(["stack", "export", "--file", file, ...args]);
    const { deployment } = JSON.parse(readFileSync(file, "utf8")) as { readonly deployment: Deployment };
    rmSync(folder, { recursive: true });
    return deployment;
  }

  /** One resource of the state, by its type's last word. */
  async stored(kind: string): Promise<StoredResource | undefined> {
    return (await this.state()).find(({ type }) => type.endsWith(`:${kind}`));
  }

  /**
   * Bytes of a resource in the state, as in a project that has installed the package: the engine stores the path of
   * every source position, so that the bytes would depend on where this checkout and the temporary folder are.
   */
  storedBytes(resource: StoredResource): number {
    const checkout = relative(realpathSync(this.folder), realpathSync(repository)).replaceAll("\\", "/");
    const installed = JSON.stringify(resource)
      .replaceAll(`${checkout}/node_modules/`, "node_modules/")
      .replaceAll(`${checkout}/`, "node_modules/pulumi-snyk-broker/");
    return Buffer.byteLength(installed);
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
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
