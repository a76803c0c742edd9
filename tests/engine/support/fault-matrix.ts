import { randomUUID } from "node:crypto";
import type { Fault, Operation } from "../../../simulator";
import { type CommandOptions, Project, type Ran } from "../../../dev/engine/project";

/** What goes wrong in one call: every kind of failure, before and after the call's effect. */
const FAULTS = (["before", "after"] as const).flatMap((effect) => [
  { kind: "reset", effect } as const,
  { kind: "hang", effect } as const,
  { kind: "status", effect, status: 500 } as const,
  { kind: "status", effect, status: 502 } as const,
  { kind: "html", effect } as const,
  { kind: "malformed", effect } as const,
  ...(effect === "before" ? [{ kind: "status", effect, status: 429, retryAfter: 1 } as const] : []),
]);

/** One fault in one call of one integration, its clone and its switch. */
export interface FaultCase {
  readonly title: string;
  readonly orgId: string;
  readonly cloneOrgId: string;
  readonly fault: Fault;
}

/** An integration, a clone and a switch for each case, each case in a group of its own. */
const PROGRAM = `
for (const { orgId, cloneOrgId, provisionalToken } of JSON.parse(process.env.CASES)) {
  const integration = new snykBroker.BrokeredIntegration("i-" + orgId, { orgId, type: "gitlab", groupId: orgId, rotation: { everyDays: 90 }, provisionalToken });
  const clone = new snykBroker.ClonedIntegration("c-" + orgId, { source: integration, orgId: cloneOrgId });
  new snykBroker.TokenSwitch("s-" + orgId, { integration }, { dependsOn: clone });
}`;

/** Many faults in one stack: what one case meets must not keep the others from going on. */
export class FaultMatrix {
  readonly cases: FaultCase[] = [];
  readonly #project: Project;
  #provisionalTokens: ReadonlyMap<string, string> = new Map();

  private constructor(project: Project) {
    this.#project = project;
  }

  static async create(...calls: readonly (readonly [Operation, "disable"?])[]): Promise<FaultMatrix> {
    const project = await Project.create({
      program: PROGRAM,
      config: { "snyk-broker:rotationWaitSeconds": "0", "snyk-broker:requestTimeoutSeconds": "5" },
      simulator: {
        settings: { cloneOverExisting: "overwrites" },
        rateLimits: { v1PerMinute: 100_000, restPerMinute: 100_000 },
      },
    });
    const matrix = new FaultMatrix(project);
    for (const [operation, detail] of calls) matrix.#add(operation, detail);
    return matrix;
  }

  get simulator(): Project["simulator"] {
    return this.#project.simulator;
  }

  get scan(): Project["scan"] {
    return this.#project.scan;
  }

  up(options: CommandOptions = {}): Promise<Ran> {
    return this.#run("up", ["--continue-on-error"], options);
  }

  refresh(options: CommandOptions = {}): Promise<Ran> {
    return this.#run("refresh", [], options);
  }

  preview(options: CommandOptions = {}): Promise<Ran> {
    return this.#project.preview({ ...options, env: this.#env() });
  }

  destroy(): Promise<Ran> {
    return this.#run("destroy", ["--continue-on-error"], {});
  }

  /** From now on, until {@link pass}, every case meets its fault. */
  strike(): void {
    this.simulator.log.clear();
    this.simulator.faults.order(this.cases.map(({ fault }) => fault));
  }

  pass(): void {
    this.simulator.faults.clear();
  }

  /** What a person does who is told that an answer was lost: reads the token off the web UI. */
  lookUpProvisionalTokens(): void {
    this.#provisionalTokens = new Map(
      this.cases.flatMap(({ orgId }) => {
        const { id } = this.simulator.integration(orgId, "gitlab") ?? {};
        const token = id && this.simulator.webUi.tokens(id).provisionalBrokerToken;
        return token ? [[orgId, token] as const] : [];
      }),
    );
  }

  /** How often a call of this case had its effect. */
  effects({ orgId }: FaultCase, operation: Operation): number {
    return this.simulator.log.of(operation).filter((entry) => entry.orgId === orgId && entry.effect).length;
  }

  /** How often a call of this case was sent. */
  sent({ orgId }: FaultCase, operation: Operation): number {
    return this.simulator.log.of(operation).filter((entry) => entry.orgId === orgId).length;
  }

  /** @returns a line for each thing that the state and Snyk see differently */
  async disagreements(generation: number): Promise<readonly string[]> {
    const state = this.#project.state();
    return this.cases.flatMap(({ title, orgId, cloneOrgId }) => {
      const of = (kind: string): Readonly<Record<string, unknown>> | undefined =>
        state.find(({ urn }) => urn.endsWith(`::${kind}-${orgId}`))?.outputs;
      const [integration, ...others] = this.simulator.integrations(orgId);
      const [clone, ...otherClones] = this.simulator.integrations(cloneOrgId);
      const agreements = {
        "one integration": integration !== undefined && others.length === 0,
        "one clone": clone !== undefined && otherClones.length === 0,
        "the integration's id": of("i")?.["integrationId"] === integration?.id,
        "the clone's id": of("c")?.["integrationId"] === clone?.id,
        "a token in the state": of("i")?.["brokerToken"] !== undefined,
        "the generation": of("i")?.["tokenGeneration"] === generation,
        "the live generation": of("s")?.["liveGeneration"] === generation,
        "no provisional token": integration?.hasProvisionalToken === false,
        "one token for both": integration?.sharingSet.includes(clone?.id ?? "") === true,
      };
      return Object.entries(agreements)
        .filter(([, agreed]) => !agreed)
        .map(([what]) => `${title}: ${what}`);
    });
  }

  close(): Promise<void> {
    return this.#project.close();
  }

  #add(operation: Operation, detail?: "disable"): void {
    for (const fault of FAULTS) {
      const groupId = randomUUID();
      const [org, clone] = ["integration", "clone"].map((name) => this.simulator.addOrg({ name, groupId }));
      if (org === undefined || clone === undefined) throw new Error("no organization");
      const call = detail === undefined ? operation : `${operation} (${detail})`;
      const kind = fault.kind === "status" ? `HTTP ${fault.status}` : fault.kind;
      // A call that may be repeated meets the fault every time; after a 429, every call may.
      const times = fault.kind === "status" && fault.status === 429 ? 2 : 10;
      this.cases.push({
        title: `${call}, ${kind} ${fault.effect} the effect`,
        orgId: org.id,
        cloneOrgId: clone.id,
        fault: { ...fault, operation, detail, orgId: org.id, times },
      });
    }
  }

  #env(): NodeJS.ProcessEnv {
    const cases = this.cases.map(({ orgId, cloneOrgId }) => ({
      orgId,
      cloneOrgId,
      provisionalToken: this.#provisionalTokens.get(orgId),
    }));
    return { CASES: JSON.stringify(cases) };
  }

  #run(
    command: "up" | "refresh" | "destroy",
    args: readonly string[],
    options: CommandOptions,
  ): Promise<Ran> {
    const env = { ...this.#env(), ...options.env };
    return this.#project[command]({
      ...options,
      env,
      args: [...args, "--parallel", "64", ...(options.args ?? [])],
    });
  }
}
