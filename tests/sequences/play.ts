import { type Declaration, Folder, type ModelRun, type ModelRunOptions, ModelStack } from "./engine";
import { nameOf, Violation, Watch } from "./invariant";
import {
  type BrokerModel,
  type Circumstances,
  cloneUrn,
  declarations,
  edited,
  type StackOperation,
  placeOfModel,
  type Program,
  type Sequence,
  urnOf,
} from "./programs";
import { InProcessSnyk } from "./snyk";

/** What became of a sequence in which nothing went wrong. */
export interface Played {
  readonly runs: number;
  /** How many ended without an error. */
  readonly succeeded: number;
}

let current: InProcessSnyk | undefined;

/** The Snyk of the sequence that is played: one at a time. */
export function currentSnyk(): InProcessSnyk {
  if (!current) throw new Error("no sequence is played");
  return current;
}

/**
 * Plays a sequence from the beginning.
 * @param tell gets a line for every operation
 * @throws Violation
 */
export async function play(
  sequence: Sequence,
  tell: (line: string) => void = () => undefined,
): Promise<Played> {
  const player = new Player(sequence, tell);
  for (const operation of sequence.operations) await player.operate(operation);
  return player;
}

class Player implements Played {
  runs = 0;
  succeeded = 0;
  readonly #snyk: InProcessSnyk;
  readonly #sequence: Sequence;
  readonly #stacks = [new ModelStack("acme/payments/dev"), new ModelStack("acme/payments/prod")] as const;
  readonly #watch: Watch;
  readonly #tell: (line: string) => void;
  readonly #lastErrors = new Map<ModelStack, string>();
  #folder = new Folder();
  #program: Program;
  #names = 0;

  constructor(sequence: Sequence, tell: (line: string) => void) {
    this.#sequence = sequence;
    this.#program = sequence.program;
    this.#tell = tell;
    this.#snyk = new InProcessSnyk(sequence.settings);
    current = this.#snyk;
    this.#watch = new Watch(this.#snyk, this.#stacks);
  }

  async operate(operation: StackOperation): Promise<void> {
    switch (operation.run) {
      case "up":
        return this.#up(operation);
      case "destroy": {
        const stack = this.#stacks[operation.stack];
        const before = this.#watch.before(stack);
        const ran = await this.#meeting(operation, (options) => stack.destroy(options));
        this.#ended(stack, operation, ran);
        this.#watch.afterDestroy(stack, before, ran);
        return;
      }
      case "refresh": {
        const stack = this.#stacks[operation.stack];
        const before = this.#watch.before(stack);
        const ran = await stack.refresh({ snyk: this.#snyk, folder: this.#folder });
        this.#ended(stack, operation, ran);
        this.#watch.afterRefresh(stack, before, ran);
        return;
      }
      case "new journal folder":
        this.#folder = new Folder();
        this.#watch.mayLose("the journal");
        {
          this.#tell("a new journal folder");
          return;
        }
      case "turn off by hand":
      case "move to the Universal Broker by hand": {
        const broker = this.#program[operation.at % Math.max(1, this.#program.length)];
        if (!broker) return;
        const org = operation.clone ? (broker.clones[0] ?? broker.org) : broker.org;
        const place = placeOfModel({ org, type: broker.type });
        if (this.#snyk.live(place) === undefined) return;
        this.#watch.turnedOffByHand(place);
        if (operation.run === "turn off by hand") {
          this.#snyk.turnOff(place);
          this.#tell(`${nameOf(place)} is turned off by hand`);
        } else {
          this.#watch.movedByHand(place);
          this.#snyk.moveToUniversal(place);
          this.#tell(`${nameOf(place)} moves to the Universal Broker`);
        }
        return;
      }
    }
  }

  async #up(operation: Extract<StackOperation, { run: "up" }>): Promise<void> {
    for (const edit of operation.edits) this.#program = edited(this.#program, edit, `n${++this.#names}`);
    const stack = this.#stacks[operation.stack];
    const asked = operation.helped ? (this.#lastErrors.get(stack) ?? "") : "";
    if (asked.includes("provisionalToken")) this.#triggerWhatIsPending(asked);

    const program = this.#programOf(operation.stack);
    const { taint } = operation;
    if (taint) this.#taint(stack, program, taint);
    const declared = this.#declared(program, operation.order, asked);
    const before = this.#watch.before(stack);
    const liveGenerations = this.#lookedUp(stack, asked);
    const ran = await this.#meeting(operation, (options) =>
      stack.up(declared, { ...options, liveGenerations, continueOnError: operation.continueOnError }),
    );
    this.#ended(stack, operation, ran);
    const kept = declared.map(({ urn }) => urn);
    this.#watch.afterUp(stack, before, ran, kept);
    if (ran.error === undefined) await this.#nothingIsLeftToDo(stack, declared);
  }

  #programOf(stack: 0 | 1): Program {
    if (stack === 0) return this.#program;
    const { has, adopts } = this.#sequence.second;
    return this.#program
      .filter((_, index) => has[index % has.length])
      .map((broker) => ({ ...broker, adopt: adopts, adoptClones: adopts }));
  }

  #declared(program: Program, order: number, asked: string): readonly Declaration[] {
    const first = order % Math.max(1, program.length);
    const ordered = [...program.slice(first), ...program.slice(0, first)];
    if (order % 2 === 1) ordered.reverse();
    const known = this.#circumstances(program, asked);
    return ordered.flatMap((broker) => declarations(broker, known));
  }

  /** What the author of a program knows, and writes into it. Nobody adopts a token on purpose that another one uses. */
  #circumstances(program: Program, asked: string): Circumstances {
    const live = new Map(program.map((broker) => [broker, this.#snyk.live(placeOfModel(broker))]));
    const provisional = new Map(
      program.map((broker) => [broker, this.#snyk.provisional(placeOfModel(broker))]),
    );
    const clones = new Map(
      program.map((broker) => [
        broker,
        broker.clones.filter(
          (org) => this.#snyk.live(placeOfModel({ org, type: broker.type })) === live.get(broker),
        ),
      ]),
    );
    // The live token is adopted, and the one that a killed run has asked for stays where it is.
    if (program.some((broker) => broker.adopt && provisional.get(broker) !== undefined))
      this.#watch.mayLose("a token");
    const isTakenBy = (other: BrokerModel, broker: BrokerModel): boolean =>
      other !== broker && live.get(other) === live.get(broker);
    return {
      adoptWith: (broker) =>
        broker.adopt && !program.some((other) => isTakenBy(other, broker)) ? live.get(broker) : undefined,
      adoptClone: (broker, org) =>
        broker.adoptClones &&
        !broker.deleteBeforeReplace && // by then the source has another token
        live.get(broker) !== undefined &&
        clones.get(broker)?.includes(org) === true,
      provisionalToken: (broker) =>
        asked.includes("provisionalToken") ? provisional.get(broker) : undefined,
    };
  }

  /** The token that is pending belongs to another integration than the one that could not go on: it has to rotate too. */
  #triggerWhatIsPending(asked: string): void {
    this.#program = this.#program.map((broker) => {
      const place = placeOfModel(broker);
      if (this.#snyk.provisional(place) === undefined || asked.includes(place.orgId)) return broker;
      return { ...broker, trigger: broker.trigger + 1 };
    });
  }

  /** What `pulumi config set snyk-broker:liveGeneration` is told, where the last error asked for it. */
  #lookedUp(stack: ModelStack, asked: string): ReadonlyMap<string, number> {
    const ids = [...asked.matchAll(/liveGeneration ([\w-]+)=/g)].map(([, id = ""]) => id);
    return new Map(
      ids.flatMap((id) => {
        const state = stack.resources.find(
          (each) => each.kind === "BrokeredIntegration" && !each.pendingDelete && each.id.startsWith(id),
        );
        const place = this.#snyk.placeOf(id);
        if (!state || !place) return [];
        const generation = Number(state.outputs["tokenGeneration"]);
        const isNewest = this.#snyk.live(place) === state.outputs["brokerToken"];
        return [[id, isNewest ? generation : generation - 1] as const];
      }),
    );
  }

  #taint(
    stack: ModelStack,
    program: Program,
    { at, part }: { readonly at: number; readonly part: "integration" | "switch" | "clone" },
  ): void {
    const broker = program[at % Math.max(1, program.length)];
    if (!broker) return;
    stack.taint(part === "clone" ? cloneUrn(broker, broker.clones[0] ?? 0) : urnOf(broker.name, part));
  }

  async #meeting(
    { killAfter, fault, order }: Extract<StackOperation, { run: "up" | "destroy" }>,
    run: (options: ModelRunOptions) => Promise<ModelRun>,
  ): Promise<ModelRun> {
    if (fault) {
      this.#snyk.faults.order(fault);
      this.#watch.mayLose(fault.operation);
    }
    const ran = await run({ snyk: this.#snyk, folder: this.#folder, killAfter, order });
    this.#snyk.faults.clear();
    return ran;
  }

  #ended(stack: ModelStack, operation: StackOperation, { error, steps }: ModelRun): void {
    this.runs += 1;
    if (error === undefined) this.succeeded += 1;
    if (error === undefined) this.#lastErrors.delete(stack);
    else this.#lastErrors.set(stack, error.message);
    this.#tell(
      `${stack.owner} ${operation.run}: ${steps.join(", ") || "nothing to do"}${error ? `, then: ${error.message}` : ""}`,
    );
  }

  /** On copies, so that what comes next finds the notes as the run has left them. */
  async #nothingIsLeftToDo(stack: ModelStack, declared: readonly Declaration[]): Promise<void> {
    const deferred = stack.resources.some(({ inputs }) => inputs["rotationDeferred"] !== undefined);
    if (deferred) return;
    const ran = await stack.copy().up(declared, { snyk: this.#snyk, folder: this.#folder.copy() });
    const did = ran.error ? `it failed: ${ran.error.message}` : ran.steps.join(", ");
    if (did !== "") throw new Violation("after a run that went well the next has nothing to do", did);
  }
}
