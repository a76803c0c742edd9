/**
 * What the engine does with our resources, in one process and one after the other: check, settle, note, diff; then
 * create, update or delete. It makes the preview of a run and the run itself from the same state.
 */
import * as integration from "../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../provider/lifecycle/classic/cloned-integration";
import type { CheckContext, Context } from "../../provider/lifecycle/context";
import type { Lifecycle } from "../../provider/lifecycle/lifecycle";
import { PartialFailure } from "../../provider/lifecycle/engine/partial-failure";
import * as tokenSwitch from "../../provider/lifecycle/classic/token-switch";
import type { Properties } from "../../provider/lifecycle/engine/protocol";
import { checkContext, type Lab } from "../provider/support/lab";
import { previewWith, type PreviewStep, UNKNOWN } from "./preview-of";

const KINDS: Readonly<Record<Kind, Lifecycle>> = {
  BrokeredIntegration: integration,
  ClonedIntegration: clone,
  TokenSwitch: tokenSwitch,
};
type Kind = "BrokeredIntegration" | "ClonedIntegration" | "TokenSwitch";

/** A resource of the program. */
export interface Declared {
  readonly kind: Kind;
  readonly name: string;
  /** Name of the integration that it takes its properties from. */
  readonly source?: string;
  /** @param source what the run knows of the source by now */
  readonly args: (source: Known) => Properties;
}

/** What is known of a resource once its step is done, or announced. */
interface Known {
  readonly id: string;
  readonly outputs: Properties;
}

/** A resource of the state. */
export interface StoredInSmallEngine extends Known {
  readonly kind: Kind;
  readonly name: string;
  readonly source?: string;
  readonly inputs: Properties;
  /** Its last step failed half-way: it is updated in any case. */
  readonly unfinished?: boolean;
}

export const TODAY = "2026-11-22";

export function declareIntegration(name: string, args: Properties): Declared {
  return { kind: "BrokeredIntegration", name, args: () => args };
}

/** As `new TokenSwitch` makes its inputs. */
export function declareSwitch(name: string, source: string): Declared {
  return {
    kind: "TokenSwitch",
    name,
    source,
    args: ({ id, outputs: { orgId, type, tokenGeneration, provisionedGeneration } }) => {
      const [integrationId, instance] = id === UNKNOWN ? [id, id] : id.split("/");
      return { orgId, type, integrationId, instance, tokenGeneration, provisionedGeneration };
    },
  };
}

/** As `new ClonedIntegration` makes its inputs. */
export function declareClone(name: string, source: string, args: Properties): Declared {
  return {
    kind: "ClonedIntegration",
    name,
    source,
    args: ({ id, outputs: { orgId, type, enabledGeneration } }) => ({
      ...args,
      source: { orgId, type, id, ...(enabledGeneration !== 1 && { enabledGeneration }) },
    }),
  };
}

type Op = "same" | "create" | "update" | "replace";

/** One run of a program, which sees what a process of the provider sees. */
class Run {
  readonly #lab: Lab;
  readonly #ctx: Context;
  readonly #check: CheckContext;
  readonly #state: readonly StoredInSmallEngine[];

  constructor(lab: Lab, state: readonly StoredInSmallEngine[]) {
    this.#lab = lab;
    this.#state = state;
    this.#ctx = lab.context();
    const { ledger, budget } = this.#ctx;
    this.#check = checkContext(TODAY, { ledger, budget, origin: () => lab.simulator.url });
  }

  /** What the engine asks of a resource before it does anything. */
  decide(
    declared: Declared,
    source: Known,
  ): { op: Op; inputs: Properties; stored: StoredInSmallEngine | undefined } {
    const lifecycle = KINDS[declared.kind];
    const stored = this.#state.find(({ name }) => name === declared.name);
    const args = plain(declared.args(source));
    const ctx = { ...this.#check, resource: `${declared.kind} "${declared.name}"` };
    const checked = (olds: Properties): Properties => {
      const { inputs, failures } = lifecycle.check(ctx, olds, args);
      if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
      return plain(inputs);
    };
    const inputs = checked(stored?.inputs ?? {});
    if (stored === undefined) return { op: "create", inputs, stored };
    lifecycle.settle(this.#ctx.ledger, this.#at, stored.outputs);
    lifecycle.seen(this.#ctx.ledger, this.#at, stored.outputs);
    const { changes, replaces } = lifecycle.diff(stored.outputs, inputs);
    if (replaces.length > 0) return { op: "replace", inputs: checked({}), stored };
    return { op: changes || stored.unfinished === true ? "update" : "same", inputs, stored };
  }

  async make({ kind, name, source }: Declared, inputs: Properties): Promise<StoredInSmallEngine> {
    const facts = { kind, name, inputs, ...(source !== undefined && { source }) };
    try {
      const { id, outs } = await KINDS[kind].create(this.#ctx, inputs);
      return { ...facts, id, outputs: plain(outs) };
    } catch (error) {
      if (!(error instanceof PartialFailure)) throw error;
      throw new HalfWay(
        { ...facts, id: error.id, outputs: plain(error.properties), unfinished: true },
        error,
      );
    }
  }

  async change(
    { unfinished: _, ...stored }: StoredInSmallEngine,
    inputs: Properties,
  ): Promise<StoredInSmallEngine> {
    const lifecycle = KINDS[stored.kind];
    lifecycle.settle(this.#ctx.ledger, this.#at, stored.outputs);
    const outputs = plain(await lifecycle.update(this.#ctx, stored.outputs, inputs));
    return { ...stored, inputs, outputs };
  }

  async end({ kind, outputs }: StoredInSmallEngine): Promise<void> {
    await KINDS[kind].remove?.(this.#ctx, outputs);
  }

  get #at(): { readonly origin: string } {
    return { origin: this.#lab.simulator.url };
  }
}

/** A creation that failed half-way, and what of it is in the state. */
class HalfWay extends Error {
  constructor(
    readonly stored: StoredInSmallEngine,
    reason: Error,
  ) {
    super(reason.message);
  }
}

/** What `pulumi preview --json --show-sames` prints. @throws when a check refuses */
export function preview(
  lab: Lab,
  state: readonly StoredInSmallEngine[],
  program: readonly Declared[],
): Buffer {
  const run = new Run(lab, state);
  const known = new Map<string, Known>();
  const steps = program.map((declared): PreviewStep => {
    const { op, inputs, stored } = run.decide(declared, known.get(declared.source ?? "") ?? NOTHING);
    const isNew = stored === undefined || op === "replace";
    known.set(declared.name, {
      id: isNew ? UNKNOWN : stored.id,
      outputs: op === "same" ? { ...stored?.outputs } : { ...LATER, ...inputs },
    });
    return {
      op,
      urn: urnOf(declared.kind, declared.name),
      ...(stored && { oldState: printed(stored, stored.outputs) }),
      newState: printed({ ...declared, inputs }, op === "same" ? stored?.outputs : {}),
    };
  });
  const gone = state.filter(({ name }) => !program.some((declared) => declared.name === name));
  return previewWith([
    ...steps,
    ...gone.map((stored) => ({
      op: "delete",
      urn: urnOf(stored.kind, stored.name),
      oldState: printed(stored, stored.outputs),
    })),
  ]);
}

/**
 * Runs `pulumi up`. It stops at the first step that fails, as the engine does.
 * @returns the state after it, and the message of what stopped it
 */
export async function up(
  lab: Lab,
  state: readonly StoredInSmallEngine[],
  program: readonly Declared[],
): Promise<{ readonly state: readonly StoredInSmallEngine[]; readonly failure: string | undefined }> {
  const run = new Run(lab, state);
  const done = new Map(state.map((stored) => [stored.name, stored]));
  const ending = state.filter(({ name }) => !program.some((declared) => declared.name === name));
  try {
    for (const declared of program) {
      const { op, inputs, stored } = run.decide(declared, done.get(declared.source ?? "") ?? NOTHING);
      if (op === "replace" && stored) ending.push(stored);
      if (op === "same" && stored) done.set(declared.name, { ...stored, inputs });
      else if (op === "update" && stored) done.set(declared.name, await run.change(stored, inputs));
      else done.set(declared.name, await run.make(declared, inputs));
    }
    for (const stored of [...ending].reverse()) {
      await run.end(stored);
      if (done.get(stored.name) === stored) done.delete(stored.name);
    }
    return { state: [...done.values()], failure: undefined };
  } catch (error) {
    if (error instanceof HalfWay) done.set(error.stored.name, error.stored);
    const failure = error instanceof Error ? error.message : String(error);
    return { state: [...done.values()], failure };
  }
}

const NOTHING: Known = { id: UNKNOWN, outputs: {} };
/** Outputs that a preview cannot know. */
const LATER = { provisionedGeneration: UNKNOWN, integrationId: UNKNOWN };
const SECRETS = ["brokerToken", "provisionalToken", "adopt"];

function printed(
  { kind, name, source, inputs }: Pick<StoredInSmallEngine, "kind" | "name" | "source" | "inputs">,
  outputs: Properties = {},
): NonNullable<PreviewStep["oldState"]> {
  const urn = urnOf(kind, name);
  const dependencies = source === undefined ? [] : [urnOf("BrokeredIntegration", source)];
  return {
    urn,
    type: typeOf(kind),
    inputs: hidden(inputs, kind),
    outputs: hidden(outputs, kind),
    dependencies,
  };
}

function hidden(properties: Properties, kind: Kind): Properties {
  const isSecret = (name: string): boolean => kind === "BrokeredIntegration" && SECRETS.includes(name);
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, isSecret(name) ? "[secret]" : value]),
  );
}

function typeOf(kind: Kind): string {
  return `pulumi-nodejs:dynamic/snyk-broker:${kind}`;
}

function urnOf(kind: Kind, name: string): string {
  return `urn:pulumi:dev::project::${typeOf(kind)}::${name}`;
}

/** Without `undefined`, as the engine has it. */
function plain(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}
