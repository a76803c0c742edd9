import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { setAll } from "../../dev/engine/settings";
import { ensureToolchain, rehearsalEnvironment } from "../../dev/toolchain";

const stateSchema = z.object({
  deployment: z.object({
    resources: z
      .array(z.object({ type: z.string(), inputs: z.record(z.string(), z.unknown()).optional() }))
      .default([]),
  }),
});

const simulatorSchema = z.object({ url: z.string(), key: z.string(), orgs: z.array(z.string()) });

/** Starts the simulator of the installed package; it ends with the test's own process. */
const SIMULATOR = `
const { startSimulator } = require("pulumi-snyk-broker/simulator");
process.stdin.on("end", () => process.exit()).resume();
startSimulator().then(({ url, adminKey: key, orgs }) =>
  console.log(JSON.stringify({ url, key, orgs: orgs.map(({ id }) => id) })));
`;

/** A folder outside of this repository, with projects that use the packed package. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), "package-test-"));
  #simulator: ChildProcess | undefined;
  #env: NodeJS.ProcessEnv = process.env;

  write(files: Readonly<Record<string, string | object>>): void {
    for (const [name, content] of Object.entries(files)) {
      const file = join(this.folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, null, 2));
    }
  }

  /** Runs a command. @returns what it printed @throws with that, when it fails */
  run(project: string, command: string, ...args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { cwd: join(this.folder, project), env: this.#env, maxBuffer: 64 * 1024 * 1024 };
      execFile(command, [...args], options, (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`;
        if (error) reject(new Error(`${command} ${args.join(" ")} failed:\n${output}`));
        else resolve(output);
      });
    });
  }

  /** Makes the engine usable. */
  async open(): Promise<void> {
    const toolchain = await ensureToolchain({ log: () => undefined });
    this.#env = rehearsalEnvironment(toolchain, join(this.folder, "home"));
  }

  /** From here on every command, and what it starts, gets its `node` from this folder. */
  useNode(folder: string): void {
    this.#env = { ...this.#env, PATH: [folder, this.#env["PATH"]].join(delimiter) };
  }

  /** From here on every command gets these variables. */
  setEnv(variables: Readonly<Record<string, string>>): void {
    this.#env = { ...this.#env, ...variables };
  }

  /**
   * `pulumi up`, a second one, and `destroy`.
   * @param installedIn the folder that has the package as a dependency
   * @returns the `__provider` of every resource of ours, by type
   */
  async deploy(
    project: string,
    stack: string,
    installedIn = project,
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const { url, key, orgs } = await this.#startSimulator(installedIn);
    this.#env = { ...this.#env, SNYK_TOKEN: key };
    const pulumi = (...args: string[]) => this.run(project, "pulumi", ...args, "--non-interactive");
    const settings = {
      orgId: orgs[0] ?? "",
      sister: orgs[1] ?? "",
      "snyk-broker:apiUrl": url,
      "snyk-broker:brokerServerUrl": url,
      "kubernetes:renderYamlToDirectory": join(this.folder, `manifests-${stack}`),
    };
    await pulumi("stack", "init", stack);
    await this.run(project, "pulumi", ...setAll(settings));
    const up = ["up", "--yes", "--skip-preview"];
    expect(await pulumi(...up)).toMatch(/\+ \d+ created\n/);
    const providers = await this.#providers(project);
    expect(await pulumi(...up)).toMatch(/Resources:\n +\d+ unchanged\n/);
    expect(await pulumi("destroy", "--yes", "--skip-preview")).toMatch(/- \d+ deleted\n/);
    return providers;
  }

  /** Runs the simulator that the project's package brings: one that knows nothing yet. */
  async #startSimulator(project: string): Promise<z.output<typeof simulatorSchema>> {
    this.#simulator?.kill();
    this.write({ [`${project}/simulator.cjs`]: SIMULATOR });
    const simulator = spawn("node", ["simulator.cjs"], {
      cwd: join(this.folder, project),
      env: this.#env,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#simulator = simulator;
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: simulator.stdout }).once("line", resolve);
      simulator.once("close", () => reject(new Error("the simulator did not start")));
    });
    return simulatorSchema.parse(JSON.parse(line));
  }

  close(): void {
    this.#simulator?.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #providers(project: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const file = join(this.folder, "export.json");
    await this.run(project, "pulumi", "stack", "export", "--file", file);
    const { deployment } = stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    const found = new Map<string, Set<string>>();
    for (const { type, inputs = {} } of deployment.resources) {
      if (!type.includes("snyk-broker:") || typeof inputs["__provider"] !== "string") continue;
      found.set(type, (found.get(type) ?? new Set()).add(inputs["__provider"]));
    }
    return found;
  }
}
