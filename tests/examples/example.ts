import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type LogEntry, type Simulator, startSimulator } from "../../simulator";
import { SDK_ON_DEMAND } from "../../dev/engine/sdk-on-demand";
import { rehearsalEnvironment } from "../../dev/toolchain";
import { CanaryScan } from "../../dev/engine/canary-scan";
import { type Block, commandBlocks, notPrinted } from "./readme";
import { manifests, type Manifest } from "./rendered";
import { Shell } from "./shell";
import { EXAMPLES, type Workshop } from "./workshop";

/** The rehearsal that most examples refer to, and some replace by one of their own. */
const REHEARSAL = "Without an account or a cluster";

/** Commands that a reader gives in another terminal, or has given already. */
const ELSEWHERE = /^(npm install$|npx pulumi-snyk-broker simulator )/;

/** A resource of `pulumi stack export`. */
export interface ExampleResource {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface OpenOptions {
  /** How many simulated Snyks the rehearsal starts. @default 1 */
  readonly snyks?: number;
  /** The copy that is worked on. @default the one of the example's name */
  readonly folder?: string;
}

interface Step {
  readonly command: string;
  readonly shows: readonly string[];
}

/** An example in the hands of a reader: its README's commands, in order, against simulators. */
export class Example {
  readonly folder: string;
  readonly simulators: readonly Simulator[];
  /** What the reader types when a command asks, by the name that it asks for. */
  readonly typed: Record<string, string>;
  readonly #shell: Shell;
  readonly #scans: readonly CanaryScan[];
  readonly #steps: Step[];

  private constructor(folder: string, simulators: readonly Simulator[], shell: Shell, steps: Step[]) {
    this.folder = folder;
    this.simulators = simulators;
    this.#shell = shell;
    this.#steps = steps;
    this.#scans = simulators.map((simulator) => new CanaryScan(folder, simulator));
    this.typed = { "snyk-broker:apiToken": simulators[0]?.adminKey ?? "" };
  }

  static async open(
    { scratch, toolchain }: Workshop,
    name: string,
    { snyks = 1, folder: copy = name }: OpenOptions = {},
  ): Promise<Example> {
    const folder = join(scratch.folder, copy);
    const simulators: Simulator[] = [];
    for (let count = 0; count < snyks; count++) simulators.push(await startSimulator());
    const { SNYK_TOKEN: _mine, ...env } = rehearsalEnvironment(toolchain, join(folder, "home"));
    const shell = new Shell(folder, {
      ...env,
      NODE_OPTIONS: SDK_ON_DEMAND,
      NO_COLOR: "1",
      SNYK_BROKER_TODAY: "2026-11-22",
      // A reader presses a key.
      PULUMI_SKIP_CONFIRMATIONS: "true",
    });
    return new Example(folder, simulators, shell, stepsOf(name));
  }

  /** The only simulated Snyk, or the first. */
  get snyk(): Simulator {
    return this.simulators[0]!;
  }

  /**
   * Runs the README's commands up to and including the next one that begins with `command`.
   * @returns what that one printed
   */
  async next(command: string): Promise<string> {
    for (let step = this.#steps.shift(); step !== undefined; step = this.#steps.shift()) {
      const output = await this.#run(step.command);
      const missing = notPrinted(step.shows, output);
      if (missing.length > 0) {
        throw new Error(`${step.command}: the README shows "${missing.join("\n")}", printed was\n${output}`);
      }
      if (step.command.startsWith(command)) return output;
    }
    throw new Error(`The README has no further command "${command}"`);
  }

  /** `pulumi up` once more, which may change nothing and may not call Snyk. */
  async expectNoChange(): Promise<void> {
    this.forgetCalls();
    expect(await this.#run("pulumi up --skip-preview --expect-no-changes")).toMatch(/\d+ unchanged\n/);
    expect(this.calls()).toEqual([]);
  }

  /** Runs what is left of the README: its end is `pulumi destroy`, after which nothing is left. */
  async finish(): Promise<void> {
    await this.next("pulumi destroy");
    expect(await this.state()).toEqual([]);
    this.expectNothingLeft();
  }

  /** Nothing for the cluster, and no key and no token anywhere. */
  expectNothingLeft(): void {
    expect(this.#steps).toEqual([]);
    expect(this.manifests()).toEqual([]);
    expect(this.#scans.every(({ planted }) => planted > 0)).toBe(true);
    expect(this.#scans.flatMap((scan) => scan.leaks())).toEqual([]);
  }

  /** What was asked of the simulated Snyks, without what was only read. */
  changes(): readonly LogEntry["operation"][] {
    return this.calls()
      .filter(({ method }) => method !== "GET")
      .map(({ operation }) => operation);
  }

  calls(): readonly Readonly<LogEntry>[] {
    return this.simulators.flatMap(({ log }) => log.all());
  }

  forgetCalls(): void {
    for (const { log } of this.simulators) log.clear();
  }

  /** What would be on the cluster, of one kind. */
  manifests(kind?: string, folder = "rendered"): readonly Manifest[] {
    const all = manifests(join(this.folder, folder));
    return kind === undefined ? all : all.filter((manifest) => manifest.kind === kind);
  }

  /** @param secrets "clear" decrypts what is secret: for a look at what there is, never to be printed */
  async state(secrets: "encrypted" | "clear" = "encrypted"): Promise<readonly ExampleResource[]> {
    const show = secrets === "clear" ? " --show-secrets" : "";
    const text = await this.#shell.run(`pulumi stack export${show} 2>/dev/null`);
    const { deployment } = JSON.parse(text) as { deployment: { resources?: ExampleResource[] } };
    return deployment.resources ?? [];
  }

  async close(): Promise<void> {
    this.#shell.close();
    await Promise.all(this.simulators.map((simulator) => simulator.close()));
  }

  /** Runs a command that is not in the README. */
  run(command: string): Promise<string> {
    return this.#run(command);
  }

  #plant(name: string, secret: string): void {
    for (const scan of this.#scans) scan.plant(name, secret);
  }

  async #run(written: string): Promise<string> {
    if (ELSEWHERE.test(written)) return "";
    const command = written.replace(
      /http:\/\/127\.0\.0\.1:970(\d)/g,
      (url, index) => this.simulators[Number(index)]?.url ?? url,
    );
    const [, asked, file] = /^(?:pulumi config set --secret|read -rs) (\S+)(?: < (\S+))?/.exec(command) ?? [];
    if (file !== undefined)
      this.#plant(`the content of ${file}`, readFileSync(join(this.folder, file), "utf8"));
    const typed = asked === undefined || file !== undefined ? "" : this.typed[asked];
    if (typed === undefined) throw new Error(`The README asks for "${asked}", and the test has no answer`);
    if (typed !== "") this.#plant(`what was typed as ${asked}`, typed);
    const output = await this.#shell.run(command, typed);
    if (/^(pulumi|npx) /.test(command)) for (const scan of this.#scans) scan.saw(command, output);
    return output;
  }
}

/** The commands in the order in which somebody without an account and a cluster gives them. */
function stepsOf(name: string): Step[] {
  const blocks = blocksOf(join(EXAMPLES, name, "README.md"));
  const own = blocks.filter(({ section }) => section === REHEARSAL);
  const general = blocksOf(join(EXAMPLES, "README.md")).filter(({ section }) => section === REHEARSAL);
  const rehearsal = (own.length > 0 ? own : general).flatMap(steps);
  const real = blocks.filter((block) => !own.includes(block)).flatMap(steps);
  const installed = real.findIndex(({ command }) => command === "npm install");
  const stack = real.findIndex(({ command }) => command === "pulumi stack init dev");
  const from = Math.max(installed, stack) + 1;
  return [...real.slice(0, from), ...rehearsal, ...real.slice(from)];
}

function blocksOf(readme: string): readonly Block[] {
  return existsSync(readme) ? commandBlocks(readFileSync(readme, "utf8")) : [];
}

function steps({ commands, shows }: Block): Step[] {
  return commands.map((command, index) => ({
    command,
    shows: index === commands.length - 1 ? shows : [],
  }));
}
