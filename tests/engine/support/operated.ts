import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { SimulatorSettings } from "../../../simulator";
import { type CommandOptions, Project, type Ran, type StoredResource } from "../../../dev/engine/project";

export interface OperatedOptions {
  readonly program: string;
  readonly settings?: Partial<SimulatorSettings>;
  readonly config?: Readonly<Record<string, string>>;
}

export interface OperationOptions extends CommandOptions {
  /** @default "dev" */
  readonly stack?: string;
}

/** The fields of our resources that the invariant reads. */
interface Outputs {
  readonly orgId: string;
  readonly type: string;
  readonly integrationId: string;
  readonly brokerToken?: string;
  readonly brokered?: boolean;
  readonly instance?: string;
  readonly tokenGeneration: number;
  readonly provisionedGeneration: number;
  readonly liveGeneration: number;
  readonly source: { readonly orgId: string; readonly type: string };
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly env: readonly Variable[] }[] };
    };
  };
}

interface Variable {
  readonly name: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string } };
}

const JOURNAL = ".pulumi-snyk-broker";

/**
 * A project on the real engine, of which every run that ended with 0 is judged: what its states call brokered is
 * brokered at Snyk, on the states' tokens; every clone is on its source's token; the live token has a client that
 * runs with it; nothing of a token is printed or stored in clear; no more was asked of Snyk than rotations need.
 */
export class Operated {
  readonly project: Project;
  readonly #stacks = new Set(["dev"]);
  /** What stands for the clusters: a folder of manifests for each stack, past the scan. */
  readonly #clusters = mkdtempSync(join(tmpdir(), "snyk-broker-clusters-"));
  /** The newest generation of every creation of an integration. */
  readonly #generations = new Map<string, number>();

  private constructor(project: Project) {
    this.project = project;
  }

  /** The program finds a provider for Kubernetes as `kubernetes`, which writes manifests. */
  static async create({ program, settings, config }: OperatedOptions): Promise<Operated> {
    const project = await Project.create({
      program: "",
      ...(settings && { simulator: { settings } }),
      config: { "snyk-broker:brokerServerUrl": "https://broker.example.com", ...config },
    });
    const operated = new Operated(project);
    operated.write(program);
    return operated;
  }

  /** As on a machine that has no journal, or has lost it. */
  get withoutJournal(): { readonly env: NodeJS.ProcessEnv } {
    return { env: { SNYK_BROKER_JOURNAL: join(this.project.folder, `${JOURNAL}-${randomUUID()}`) } };
  }

  get simulator(): Project["simulator"] {
    return this.project.simulator;
  }

  write(program: string): void {
    const needsKubernetes = program.includes("kubernetes");
    this.project.write(
      [
        ...(needsKubernetes
          ? [
              `const k8s = require("@pulumi/kubernetes");`,
              `const kubernetes = new k8s.Provider("rendered", { renderYamlToDirectory: ${JSON.stringify(this.#clusters)} + "/" + pulumi.getStack() });`,
            ]
          : []),
        program,
      ].join("\n"),
    );
  }

  /** A further stack of the project, configured as the first one. */
  async addStack(name: string): Promise<void> {
    const { project, simulator } = this;
    await project.run(["stack", "init", name]);
    for (const [key, value] of [
      ["snyk-broker:apiUrl", simulator.url],
      ["snyk-broker:brokerServerUrl", "https://broker.example.com"],
    ] as const) {
      await project.run(["config", "set", key, value, "--stack", name]);
    }
    this.#stacks.add(name);
  }

  /** The stack has another name by now. */
  renamed(from: string, to: string): void {
    this.#stacks.delete(from);
    this.#stacks.add(to);
  }

  up(options: OperationOptions = {}): Promise<Ran> {
    return this.#run(["up", "--yes", "--skip-preview"], options);
  }

  preview(options: OperationOptions = {}): Promise<Ran> {
    return this.#run(["preview"], options);
  }

  refresh(options: OperationOptions = {}): Promise<Ran> {
    return this.#run(["refresh", "--yes", "--skip-preview"], options);
  }

  destroy(options: OperationOptions = {}): Promise<Ran> {
    return this.#run(["destroy", "--yes", "--skip-preview"], options);
  }

  run(args: readonly string[], options: OperationOptions = {}): Promise<Ran> {
    return this.#run(args, options);
  }

  async #run(
    command: readonly string[],
    { stack = "dev", args = [], ...options }: OperationOptions,
  ): Promise<Ran> {
    mkdirSync(join(this.#clusters, stack), { recursive: true });
    const ran = await this.project.run([...command, "--stack", stack, ...args], options);
    if (ran.code === 0) this.judge();
    return ran;
  }

  /** @throws Error with a line for everything that is not as it must be */
  judge(): void {
    const lines: string[] = [];
    for (const stack of this.#stacks) {
      lines.push(...this.#disagreements(stack, this.project.stateInClear(stack)));
    }
    // The journal may hold a token until the next run has seen that the state does.
    const leaks = this.project.scan.leaks().filter((line) => !line.includes(` in /${JOURNAL}`));
    lines.push(...leaks, ...this.#tooManyCalls());
    if (lines.length > 0) throw new Error(`after a run that ended with 0:\n${lines.join("\n")}`);
  }

  #disagreements(stack: string, state: readonly StoredResource[]): readonly string[] {
    const present = state.filter(({ delete: ended, pendingReplacement }) => !ended && !pendingReplacement);
    const ofKind = (kind: string): readonly (readonly [name: string, outputs: Outputs])[] =>
      present
        .filter(({ type }) => type.endsWith(`dynamic/snyk-broker:${kind}`))
        .map(({ urn, outputs }) => [`${stack}: ${urn.split("::").at(-1)}`, outputs as unknown as Outputs]);
    const switches = ofKind("TokenSwitch").map(([, outputs]) => outputs);
    const lines: string[] = [];
    for (const [name, outputs] of ofKind("BrokeredIntegration")) {
      const { orgId, type, instance, tokenGeneration } = outputs;
      const key = `${orgId} ${type} ${instance}`;
      this.#generations.set(key, Math.max(tokenGeneration, this.#generations.get(key) ?? 1));
      if (outputs.brokered === false) continue;
      const live = this.#live(orgId, type);
      if (live === undefined) lines.push(`${name}: is not brokered at Snyk`);
      const own = switches.find((each) => each.orgId === orgId && each.type === type);
      const isLive = outputs.provisionedGeneration === 0 || (own?.liveGeneration ?? 0) >= tokenGeneration;
      if (isLive && live !== outputs.brokerToken)
        lines.push(`${name}: the live token is another one than the state's`);
      if (
        isLive &&
        present.some(({ type: each }) => each.endsWith(":Deployment")) &&
        !this.#running(stack).includes(live)
      ) {
        lines.push(`${name}: no client runs with the live token`);
      }
    }
    for (const [name, { orgId, source, brokered }] of ofKind("ClonedIntegration")) {
      if (brokered === false) continue;
      const live = this.#live(orgId, source.type);
      if (live === undefined) lines.push(`${name}: is not brokered at Snyk`);
      else if (live !== this.#live(source.orgId, source.type))
        lines.push(`${name}: is not on its source's token`);
    }
    return lines;
  }

  #tooManyCalls(): readonly string[] {
    const rotations = [...this.#generations.values()].reduce((sum, newest) => sum + newest - 1, 0);
    return (["provisionToken", "switchToken"] as const).flatMap((operation) => {
      const made = this.simulator.log.of(operation).filter(({ effect }) => effect).length;
      return made > rotations ? [`${made} × ${operation} for ${rotations} rotations`] : [];
    });
  }

  /** The token that Snyk sends to. */
  #live(orgId: string, type: string): string | undefined {
    const integration = this.simulator.integration(orgId, type);
    return integration?.brokered ? this.simulator.webUi.tokens(integration.id).brokerToken : undefined;
  }

  /** The tokens that the clients of a stack run with: its Deployments, and the Secrets that they name. */
  #running(stack: string): readonly (string | undefined)[] {
    const manifests = this.manifests(stack);
    const secrets = new Map(
      manifests.filter(({ kind }) => kind === "Secret").map(({ metadata, data }) => [metadata.name, data]),
    );
    return manifests
      .filter(({ kind }) => kind === "Deployment")
      .flatMap(({ spec }) => spec?.template.spec.containers ?? [])
      .flatMap(({ env }) => env.filter(({ name }) => name === "BROKER_TOKEN"))
      .map(({ valueFrom }) => secrets.get(valueFrom?.secretKeyRef.name ?? "")?.["BROKER_TOKEN"])
      .map((data) => data && Buffer.from(data, "base64").toString());
  }

  /** Names of the Deployments that the cluster of a stack has. */
  deployments(stack = "dev"): readonly string[] {
    return this.manifests(stack)
      .filter(({ kind }) => kind === "Deployment")
      .map(({ metadata }) => metadata.name)
      .sort();
  }

  manifests(stack: string): readonly Manifest[] {
    const folder = join(this.#clusters, stack, "1-manifest");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map((file) => parse(readFileSync(join(folder, file), "utf8")) as Manifest);
  }

  /** The calls since the last time that changed something, by name. */
  changes(): readonly string[] {
    const changing = new Set([
      "createIntegration",
      "updateIntegration",
      "cloneIntegration",
      "provisionToken",
      "switchToken",
      "createOrg",
      "deleteOrg",
    ]);
    const made = this.simulator.log.all().slice(this.#looked);
    this.#looked += made.length;
    return made
      .filter(({ effect, operation }) => effect && changing.has(operation))
      .map(({ operation, detail }) => (detail ? `${operation}:${detail}` : operation));
  }

  #looked = 0;

  isOn(index: number, type = "gitlab"): boolean {
    return this.#live(this.simulator.orgs[index]?.id ?? "", type) !== undefined;
  }

  liveToken(index: number, type = "gitlab"): string {
    return this.#live(this.simulator.orgs[index]?.id ?? "", type) ?? "";
  }

  async close(): Promise<void> {
    await this.project.close();
    rmSync(this.#clusters, { recursive: true, force: true });
  }
}
