/** What Pulumi's engine does with our resources, in its order, without Pulumi: hundreds of runs a second. */
import * as integration from "../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../provider/lifecycle/classic/cloned-integration";
import type { CheckContext, Context } from "../../provider/lifecycle/context";
import type { Lifecycle } from "../../provider/lifecycle/lifecycle";
import { PartialFailure } from "../../provider/lifecycle/engine/partial-failure";
import { Journal, type JournalEntry } from "../../provider/lifecycle/ledger/journal";
import { Ledger } from "../../provider/lifecycle/ledger/ledger";
import { Actors } from "../../provider/lifecycle/classic/observe/actor";
import { OrganizationGroups } from "../../provider/lifecycle/classic/organization-groups";
import { RotationBudget } from "../../provider/lifecycle/classic/token/budget";
import { RotationQueue } from "../../provider/lifecycle/classic/token/queue";
import * as tokenSwitch from "../../provider/lifecycle/classic/token-switch";
import type { Properties } from "../../provider/lifecycle/engine/protocol";
import { SnykApi } from "../../provider/snyk/api";
import { quickHttp, virtualTime } from "../provider/support/lab";
import type { ModelPlace, InProcessSnyk } from "./snyk";

export type ModelKind = "BrokeredIntegration" | "Client" | "TokenSwitch" | "ClonedIntegration";

/** What a program says of one resource. Its arguments come from what the resources before it have become. */
export interface Declaration {
  readonly urn: string;
  readonly kind: ModelKind;
  /** Names that it had before. */
  readonly aliases: readonly string[];
  readonly dependsOn: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly args: (outputsOf: (urn: string) => Properties & { readonly id: string }) => Properties;
}

/** One resource of a state. */
export interface ModelResource {
  /** Ids and names come back, this does not. */
  readonly key: symbol;
  readonly urn: string;
  readonly kind: ModelKind;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly dependsOn: readonly string[];
  /** The last step of it failed half-way: `update` is called whatever `diff` says. */
  readonly unfinished?: boolean;
  /** Replaced, and still to be deleted. */
  readonly pendingDelete?: boolean;
  /** Deleted, and still to be made again. */
  readonly pendingReplacement?: boolean;
  readonly tainted?: boolean;
  /** Its deletion was begun, and did not end in the state: Snyk may have done it. */
  readonly deleteBegun?: boolean;
}

/** The notes of all runs in one journal folder, kept in memory: a disk would take most of the time. */
export class Folder {
  #files = new Map<string, JournalEntry>();

  /** What one process has of it. */
  journal(): Journal {
    return new MemoryJournal(this.#files);
  }

  copy(): Folder {
    const folder = new Folder();
    folder.#files = new Map(this.#files);
    return folder;
  }
}

class MemoryJournal extends Journal {
  readonly #files: Map<string, JournalEntry>;

  constructor(files: Map<string, JournalEntry>) {
    super("/nowhere");
    this.#files = files;
  }

  override keep(place: string, entry: JournalEntry): undefined {
    this.#files.set(`${place} ${entry.owner}`, JSON.parse(JSON.stringify(entry)) as JournalEntry);
  }

  override find(place: string, owner: string): JournalEntry | undefined {
    return this.#files.get(`${place} ${owner}`);
  }

  override all(place: string): readonly JournalEntry[] {
    return [...this.#files].filter(([name]) => name.startsWith(`${place} `)).map(([, entry]) => entry);
  }

  override remove(place: string, owner: string): void {
    this.#files.delete(`${place} ${owner}`);
  }
}

/** What a run may meet. */
export interface ModelRunOptions {
  readonly snyk: InProcessSnyk;
  readonly folder: Folder;
  /** The run is killed when this many steps have succeeded, before the last one is stored. */
  readonly killAfter?: number | undefined;
  /** Goes on after a failed step with all that does not depend on it, the deletes included. */
  readonly continueOnError?: boolean | undefined;
  /** Which of several possible orders the deletes have. */
  readonly order?: number;
  /** What a person has looked up. */
  readonly liveGenerations?: ReadonlyMap<string, number> | undefined;
}

/** What became of a run. */
export interface ModelRun {
  readonly error?: Error;
  /** What it did, one line for each step that changed something. */
  readonly steps: readonly string[];
  /** The rotations that its checks asked for: an integration's creation and a generation each. */
  readonly rotations: readonly string[];
  /** Where it has made an integration or a clone. */
  readonly made: readonly ModelPlace[];
}

/** A stack: its state, and the runs that change it. Each run is a process of its own. */
export class ModelStack {
  readonly owner: string;
  resources: readonly ModelResource[] = [];

  constructor(owner: string) {
    this.owner = owner;
  }

  copy(): ModelStack {
    const stack = new ModelStack(this.owner);
    stack.resources = this.resources;
    return stack;
  }

  up(program: readonly Declaration[], options: ModelRunOptions): Promise<ModelRun> {
    return this.#run({ ...options, owner: this.owner }, (run) => run.up(program));
  }

  /** Runs no program, which alone could say whose stack it is. */
  destroy(options: ModelRunOptions): Promise<ModelRun> {
    return this.#run(options, (run) => run.destroy());
  }

  /** As `destroy`, it does not know whose stack it is. */
  refresh(options: ModelRunOptions): Promise<ModelRun> {
    return this.#run(options, (run) => run.refresh());
  }

  /** Marks a resource for replacement, as `pulumi state taint` does. */
  taint(urn: string): void {
    this.resources = this.resources.map((each) => (each.urn === urn ? { ...each, tainted: true } : each));
  }

  async #run(options: ProcessOptions, work: (run: Run) => Promise<void>): Promise<ModelRun> {
    const run = new Run(this, options);
    const done = { steps: run.steps, rotations: run.rotations, made: run.made };
    try {
      await work(run);
      return done;
    } catch (error) {
      if (error instanceof Refused || error instanceof Killed || isOurs(error))
        return { ...done, error: error as Error };
      throw error;
    }
  }
}

/** An error whose message is the whole story; any other one is a bug of ours, and must not count as a refusal. */
function isOurs(error: unknown): boolean {
  return error instanceof Error && error.toString() === "snyk-broker";
}

/** A failed check. */
class Refused extends Error {}

/** The run was killed. */
export class Killed extends Error {}

interface ProcessOptions extends ModelRunOptions {
  readonly owner?: string;
}

/**
 * A client's Deployment and Secret in one. It is named after its token: under another name it is another one, ready
 * before the old one goes. Under the same name nothing restarts, whatever the Secret holds by then.
 */
const client: Lifecycle = {
  check: (_ctx, _olds, news) => ({ inputs: news, failures: [] }),
  diff: (olds, news) => ({
    changes: olds["name"] !== news["name"],
    replaces: olds["name"] !== news["name"] ? ["name"] : [],
  }),
  create: async (_ctx, inputs) => ({ id: String(inputs["name"]), outs: inputs }),
  update: async (_ctx, outputs) => outputs,
  settle: () => undefined,
  seen: () => undefined,
};

const LIFECYCLES: Readonly<Record<ModelKind, Lifecycle>> = {
  BrokeredIntegration: integration,
  Client: client,
  TokenSwitch: tokenSwitch,
  ClonedIntegration: clone,
};

/** The inputs that a preview does not know while the integration is to be replaced. */
const FROM_INTEGRATION: Readonly<Record<ModelKind, readonly string[]>> = {
  BrokeredIntegration: [],
  Client: ["name", "token"],
  TokenSwitch: [
    "orgId",
    "type",
    "integrationId",
    "instance",
    "tokenGeneration",
    "provisionedGeneration",
    "token",
    "clients",
  ],
  ClonedIntegration: ["source"],
};
/** What the engine sends for an unknown text. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

class Run {
  readonly steps: string[] = [];
  readonly rotations: string[] = [];
  readonly made: ModelPlace[] = [];
  readonly #stack: ModelStack;
  readonly #options: ProcessOptions;
  readonly #ledger: Ledger;
  readonly #context: Context;
  #left: number;
  /** The first one of a run that goes on. */
  #failure: Error | undefined;
  readonly #needed = new Set<string>();
  /** Deleted in this run, to be made again in it. */
  readonly #recreating = new Set<string>();

  constructor(stack: ModelStack, options: ProcessOptions) {
    this.#stack = stack;
    this.#options = options;
    this.#left = options.killAfter ?? Infinity;
    const { snyk, folder, owner, liveGenerations = new Map<string, number>() } = options;
    const now = (): Date => new Date("2026-11-22T12:00:00Z");
    const log = (): void => undefined;
    this.#ledger = new Ledger({ journal: folder.journal(), owner: () => owner, now, log });
    const api = new SnykApi(quickHttp(snyk.origin, snyk.apiKey));
    this.#context = {
      api,
      origin: snyk.origin,
      ledger: this.#ledger,
      queue: new RotationQueue(virtualTime()),
      budget: new RotationBudget(),
      timer: virtualTime(),
      provisionScope: "group",
      rotationWaitMs: 20_000,
      liveGenerations,
      groups: new OrganizationGroups(api),
      actors: new Actors(),
      now,
      log,
    };
  }

  async up(program: readonly Declaration[]): Promise<void> {
    const names = new Set(program.map(({ urn }) => urn));
    const failed = new Set<string>();
    for (const declared of program) {
      if (declared.dependsOn.some((urn) => failed.has(urn)))
        failed.add(this.#takeOver(declared)?.urn ?? declared.urn);
      else await this.#orGoOn(declared.urn, failed, () => this.#register(declared));
    }
    const left = this.#stack.resources.filter(({ urn, pendingDelete }) => pendingDelete || !names.has(urn));
    await this.#delete(left);
    if (this.#failure) throw this.#failure;
  }

  async #orGoOn(urn: string, failed: Set<string>, work: () => Promise<void>): Promise<void> {
    const before = new Set(this.#stack.resources.map(({ key }) => key));
    try {
      await work();
    } catch (error) {
      // A failed check ends a run at once.
      if (!this.#options.continueOnError || !isOurs(error)) throw error;
      const olds = this.#stack.resources.filter((each) => each.urn === urn && before.has(each.key));
      for (const old of olds) this.#keepWhatIsNeededBy(old);
      this.#failure ??= error as Error;
      failed.add(urn);
    }
  }

  /** The engine deletes nothing that something depends on whose step has failed. */
  #keepWhatIsNeededBy({ dependsOn }: ModelResource): void {
    for (const urn of dependsOn) {
      if (this.#needed.has(urn)) continue;
      this.#needed.add(urn);
      for (const each of this.#stack.resources) if (each.urn === urn) this.#keepWhatIsNeededBy(each);
    }
  }

  async destroy(): Promise<void> {
    await this.#delete(this.#stack.resources);
    if (this.#failure) throw this.#failure;
  }

  async refresh(): Promise<void> {
    for (const stored of this.#stack.resources) {
      const lifecycle = LIFECYCLES[stored.kind];
      if (!lifecycle.read || stored.pendingReplacement) continue;
      lifecycle.settle(this.#ledger, this.#context, stored.outputs);
      const found = await lifecycle.read(this.#forStep(), stored.outputs);
      if (found.gone) this.#replaceWith(stored, undefined);
      else
        this.#replaceWith(stored, {
          ...stored,
          outputs: plain(found.outs),
          inputs: found.inputs ? plain(found.inputs) : stored.inputs,
        });
    }
  }

  async #register(declared: Declaration): Promise<void> {
    const old = this.#takeOver(declared);
    const recreating = this.#recreating.has(declared.urn);
    const lifecycle = LIFECYCLES[declared.kind];
    const args = plain(declared.args((urn) => this.#outputsOf(urn)));
    const inputs = this.#check(declared, old && !recreating && !old.tainted ? old.inputs : {}, args);
    if (!old || recreating) return this.#create(declared, inputs, old);
    if (old.tainted) return this.#replace(declared, old, args);

    lifecycle.settle(this.#ledger, this.#context, old.outputs);
    lifecycle.seen(this.#ledger, this.#context, old.outputs);
    const { changes, replaces } = lifecycle.diff(old.outputs, inputs);
    if (old.pendingReplacement || replaces.length > 0) return this.#replace(declared, old, args);
    if (changes || old.unfinished) return this.#update(declared, old, inputs);
    this.#replaceWith(old, { ...old, inputs, dependsOn: declared.dependsOn });
  }

  /** What the state has of a resource, under its own name or an older one. */
  #takeOver({ urn, kind, aliases }: Declaration): ModelResource | undefined {
    const present = this.#stack.resources.filter(({ pendingDelete }) => !pendingDelete);
    const names = [urn, ...aliases];
    const name = names.find((each) => present.some((stored) => stored.urn === each && stored.kind === kind));
    const old = present.find((stored) => stored.urn === name);
    if (!old || old.urn === urn) return old;
    const renamed = { ...old, urn };
    this.#replaceWith(old, renamed);
    // What is still to be deleted, and what refers to it, goes by the new name as well.
    this.#stack.resources = this.#stack.resources.map((each) => ({
      ...each,
      ...(each.urn === old.urn && { urn }),
      dependsOn: each.dependsOn.map((other) => (other === old.urn ? urn : other)),
    }));
    return this.#stack.resources.find((each) => each.urn === urn && !each.pendingDelete);
  }

  #outputsOf(urn: string): Properties & { readonly id: string } {
    const found = this.#stack.resources.find((stored) => stored.urn === urn && !stored.pendingDelete);
    if (!found) throw new Error(`${urn} is used before it is there`);
    return { ...found.outputs, id: found.id };
  }

  #check({ kind, urn }: Declaration, olds: Properties, news: Properties): Properties {
    const ctx: CheckContext = {
      today: "2026-11-22",
      budget: this.#context.budget,
      provisionScope: "group",
      connectionProblems: () => [],
      ledger: this.#ledger,
      origin: () => this.#options.snyk.origin,
      resource: `${kind} "${urn}"`,
      log: () => undefined,
    };
    const { inputs, failures } = LIFECYCLES[kind].check(ctx, olds, news);
    if (failures.length > 0) throw new Refused(failures.map(({ reason }) => reason).join("; "));
    return plain(inputs);
  }

  async #create(
    declared: Declaration,
    inputs: Properties,
    old?: ModelResource,
    pendingDelete = false,
  ): Promise<void> {
    const { urn, kind, dependsOn } = declared;
    const head = { key: Symbol(urn), urn, kind, inputs, dependsOn };
    const made = await this.#step(`create ${urn}`, kind, async () => {
      const result = await LIFECYCLES[kind].create(this.#forStep(), inputs);
      if (kind === "BrokeredIntegration" || kind === "ClonedIntegration") {
        const { type } = (kind === "ClonedIntegration" ? inputs["source"] : inputs) as ModelPlace;
        this.made.push({ orgId: String(inputs["orgId"]), type });
      }
      return result;
    }).catch((error: unknown) => {
      if (!(error instanceof PartialFailure)) throw error;
      this.#store(
        old,
        { ...head, id: error.id, outputs: plain(error.properties), unfinished: true },
        pendingDelete,
      );
      throw error;
    });
    this.#store(old, { ...head, id: made.id, outputs: plain(made.outs) }, pendingDelete);
    this.#recreating.delete(urn);
  }

  async #update(declared: Declaration, old: ModelResource, inputs: Properties): Promise<void> {
    const { urn, kind, dependsOn } = declared;
    const { tokenGeneration } = inputs;
    if (kind === "BrokeredIntegration" && tokenGeneration !== old.outputs["tokenGeneration"]) {
      this.rotations.push(`${old.id} ${String(tokenGeneration)}`);
    }
    const { unfinished: _unfinished, ...rest } = old;
    const outputs = await this.#step(`update ${urn}`, kind, async () => {
      LIFECYCLES[kind].settle(this.#ledger, this.#context, old.outputs);
      return LIFECYCLES[kind].update(this.#forStep(), old.outputs, inputs);
    }).catch((error: unknown) => {
      if (!(error instanceof PartialFailure)) throw error;
      this.#replaceWith(old, {
        ...rest,
        inputs,
        outputs: plain(error.properties),
        dependsOn,
        unfinished: true,
      });
      throw error;
    });
    this.#replaceWith(old, { ...rest, inputs, outputs: plain(outputs), dependsOn });
  }

  async #replace(declared: Declaration, old: ModelResource, args: Properties): Promise<void> {
    const inputs = this.#check(declared, {}, args);
    if (!declared.deleteBeforeReplace || old.pendingReplacement) {
      return this.#create(declared, inputs, old, !old.pendingReplacement);
    }
    for (const dependent of this.#dependentReplacements(old)) await this.#deleteFirst(dependent);
    await this.#deleteFirst(old);
    const left = this.#stack.resources.find(
      ({ urn, pendingReplacement }) => urn === declared.urn && pendingReplacement,
    );
    await this.#create(declared, inputs, left);
  }

  /** What has to go before `root` goes: all that would be replaced when nobody knows yet what becomes of `root`. */
  #dependentReplacements(root: ModelResource): readonly ModelResource[] {
    const dependents = this.#stack.resources.filter(
      (each) => each.dependsOn.includes(root.urn) && !each.pendingDelete && !each.pendingReplacement,
    );
    const replaced = dependents.filter(({ kind, inputs, outputs }) => {
      const unknown = Object.fromEntries(FROM_INTEGRATION[kind].map((field) => [field, UNKNOWN_TEXT]));
      const lifecycle = LIFECYCLES[kind];
      lifecycle.settle(this.#ledger, this.#context, outputs);
      lifecycle.seen(this.#ledger, this.#context, outputs);
      return lifecycle.diff(outputs, { ...inputs, ...unknown }).replaces.length > 0;
    });
    return this.#inDeleteOrder(replaced);
  }

  async #deleteFirst(stored: ModelResource): Promise<void> {
    await this.#remove(stored);
    this.#replaceWith(stored, { ...stored, pendingReplacement: true });
    this.#recreating.add(stored.urn);
  }

  async #delete(resources: readonly ModelResource[]): Promise<void> {
    for (const stored of this.#inDeleteOrder(resources)) {
      if (this.#needed.has(stored.urn)) continue;
      await this.#orGoOn(stored.urn, new Set(), async () => {
        if (!stored.pendingReplacement) await this.#remove(stored);
        this.#stack.resources = this.#stack.resources.filter(({ key }) => key !== stored.key);
      });
    }
  }

  async #remove(stored: ModelResource): Promise<void> {
    const lifecycle = LIFECYCLES[stored.kind];
    await this.#step(`delete ${stored.urn}`, stored.kind, async () => {
      await lifecycle.remove?.(this.#forStep(), stored.outputs);
    }).catch((error: unknown) => {
      this.#replaceWith(stored, { ...stored, deleteBegun: true });
      throw error;
    });
  }

  /** Those first that nothing depends on. Of several that may be next, which one is left to chance. */
  #inDeleteOrder(resources: readonly ModelResource[]): readonly ModelResource[] {
    const left = [...resources];
    const ordered: ModelResource[] = [];
    let chance = this.#options.order ?? 0;
    while (left.length > 0) {
      const free = left.filter(({ urn }) => !left.some(({ dependsOn }) => dependsOn.includes(urn)));
      const next = free[(free.length - 1 - (chance % free.length) + free.length) % free.length];
      if (!next) throw new Error("the dependencies of a state go in a circle");
      chance = Math.floor(chance / 3) + (chance % 3) * 7;
      ordered.push(next);
      left.splice(left.indexOf(next), 1);
    }
    return ordered;
  }

  async #step<T>(line: string, kind: ModelKind, work: () => Promise<T>): Promise<T> {
    const result = await work();
    this.steps.push(line);
    // A cluster's objects have names: a second run meets the same ones. What it is about is Snyk's side.
    if (kind !== "Client") this.#left -= 1;
    if (this.#left === 0) throw new Killed(`killed after: ${line}`);
    return result;
  }

  #forStep(): Context {
    return { ...this.#context, api: this.#context.api.forOperation() };
  }

  /** Stores what a creation has made, and what becomes of the one that it replaces. */
  #store(old: ModelResource | undefined, made: ModelResource, pendingDelete: boolean): void {
    if (old && !pendingDelete) {
      this.#replaceWith(old, made);
      return;
    }
    if (old) this.#replaceWith(old, { ...old, pendingDelete: true });
    this.#stack.resources = [...this.#stack.resources, made];
  }

  #replaceWith(old: ModelResource, next: ModelResource | undefined): void {
    this.#stack.resources = this.#stack.resources.flatMap((each) =>
      each.key === old.key ? (next ? [next] : []) : [each],
    );
  }
}

/** As it travels, and as it is stored. */
function plain(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}
