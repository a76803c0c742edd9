import * as fc from "fast-check";
import type { SimulatorSettings } from "../../simulator";
import type { Fault } from "../../simulator/api/faults";
import type { Properties } from "../../provider/lifecycle/engine/protocol";
import type { Declaration } from "./engine";
import { ORGS, type ModelPlace, TYPES } from "./snyk";

/** One `Broker` of a program: an integration with its client, its switch and its clones. */
export interface BrokerModel {
  readonly name: string;
  /** Its names of before, of which an alias tells. */
  readonly aliases: readonly string[];
  readonly org: number;
  readonly type: number;
  readonly trigger: number;
  /** Takes over what is brokered already, with the token that Snyk shows when the run begins. */
  readonly adopt: boolean;
  readonly retain: boolean;
  readonly deleteBeforeReplace: boolean;
  /** The organizations that it is cloned to. */
  readonly clones: readonly number[];
  /** A list names clones by their organization, a record by a name of its own. */
  readonly asRecord: boolean;
  /** Whether the clones go by the names of the other form as well. */
  readonly cloneAliases: boolean;
  readonly adoptClones: boolean;
  readonly retainClones: boolean;
}

export type Program = readonly BrokerModel[];

/** One change of a program. `at` counts its Brokers, and goes round. */
export type Edit =
  | {
      readonly edit: "add";
      readonly org: number;
      readonly type: number;
      readonly clones: readonly number[];
      readonly adopt: boolean;
    }
  | { readonly edit: "remove" | "trigger" | "deleteBeforeReplace"; readonly at: number }
  | { readonly edit: "rename"; readonly at: number; readonly alias: boolean; readonly adopt: boolean }
  | { readonly edit: "move"; readonly at: number; readonly org: number; readonly adopt: boolean }
  | { readonly edit: "swap"; readonly at: number }
  | { readonly edit: "clones"; readonly at: number; readonly clones: readonly number[] }
  | { readonly edit: "form"; readonly at: number; readonly alias: boolean; readonly adopt: boolean }
  | {
      readonly edit: "adopt" | "adoptClones" | "retain" | "retainClones";
      readonly at: number;
      readonly on: boolean;
    };

export type Part = "integration" | "switch" | "clone";

/** What one run meets. */
export interface Mishap {
  readonly killAfter?: number | undefined;
  readonly fault?: Fault | undefined;
}

export type StackOperation =
  | (Mishap & {
      readonly run: "up";
      readonly stack: 0 | 1;
      readonly edits: readonly Edit[];
      /** In which order the Brokers come, and the deletes. */
      readonly order: number;
      /** A resource that is marked for replacement before the run. */
      readonly taint?: { readonly at: number; readonly part: Part } | undefined;
      /** Does what the error of the run before asked for. */
      readonly helped: boolean;
      readonly continueOnError?: boolean | undefined;
    })
  | (Mishap & { readonly run: "destroy"; readonly stack: 0 | 1; readonly order: number })
  | { readonly run: "refresh"; readonly stack: 0 | 1 }
  | { readonly run: "new journal folder" }
  | {
      readonly run: "turn off by hand" | "move to the Universal Broker by hand";
      readonly at: number;
      readonly clone: boolean;
    };

export interface Sequence {
  readonly settings: Partial<SimulatorSettings>;
  readonly program: Program;
  /** Which Brokers of the program the second stack has too. */
  readonly second: { readonly has: readonly boolean[]; readonly adopts: boolean };
  readonly operations: readonly StackOperation[];
}

const FRESH = {
  aliases: [],
  trigger: 0,
  adopt: false,
  retain: false,
  deleteBeforeReplace: false,
  asRecord: false,
  cloneAliases: false,
  adoptClones: false,
  retainClones: false,
} as const;

/** The program after an edit; the same one where the edit has nothing to act on. */
export function edited(program: Program, edit: Edit, newName: string): Program {
  if (edit.edit === "add") {
    if (program.length >= 3) return program;
    const { org, type, clones, adopt } = edit;
    return tidy([...program, { ...FRESH, name: newName, org, type, clones, adopt }]);
  }
  const index = program.length === 0 ? 0 : edit.at % program.length;
  const broker = program[index];
  if (!broker) return program;
  if (edit.edit === "swap") return swapped(program, index);
  const next = changed(broker, edit, newName);
  return tidy(program.flatMap((each, other) => (other !== index ? [each] : next ? [next] : [])));
}

function changed(
  broker: BrokerModel,
  edit: Exclude<Edit, { edit: "add" | "swap" }>,
  newName: string,
): BrokerModel | undefined {
  switch (edit.edit) {
    case "remove":
      return undefined;
    case "trigger":
      return { ...broker, trigger: broker.trigger + 1 };
    case "deleteBeforeReplace":
      return { ...broker, deleteBeforeReplace: !broker.deleteBeforeReplace };
    case "rename": {
      const { alias, adopt } = edit;
      const aliases = alias ? [broker.name, ...broker.aliases] : [];
      return { ...broker, name: newName, aliases, ...(!alias && { adopt, adoptClones: adopt }) };
    }
    case "move":
      return { ...broker, org: edit.org, adopt: edit.adopt };
    case "clones":
      return { ...broker, clones: edit.clones };
    case "form":
      return { ...broker, asRecord: !broker.asRecord, cloneAliases: edit.alias, adoptClones: edit.adopt };
    case "adopt":
    case "adoptClones":
    case "retain":
    case "retainClones":
      return { ...broker, [edit.edit]: edit.on };
  }
}

/** Two Brokers of one type change places. */
function swapped(program: Program, index: number): Program {
  const one = program[index];
  const other = program.find((each) => each !== one && each.type === one?.type);
  if (!one || !other) return program;
  const to = (broker: BrokerModel): BrokerModel =>
    broker === one ? { ...one, org: other.org } : broker === other ? { ...other, org: one.org } : broker;
  return tidy(program.map(to));
}

/** Without what the preview would refuse anyway: one place declared twice, a clone of an integration in its own place. */
export function tidy(program: Program): Program {
  const taken = new Set<string>();
  const integrations = program.filter(({ org, type }) => {
    const place = `${org} ${type}`;
    return taken.has(place) ? false : taken.add(place);
  });
  return integrations.map((broker) => {
    const clones = [...new Set(broker.clones)].filter((org) => {
      const place = `${org} ${broker.type}`;
      return taken.has(place) ? false : taken.add(place);
    });
    return { ...broker, clones };
  });
}

export function placeOfModel({ org, type }: { readonly org: number; readonly type: number }): ModelPlace {
  return { orgId: ORGS[org] ?? "", type: TYPES[type] ?? "" };
}

/** What is known when a run begins, and goes into the program. */
export interface Circumstances {
  readonly adoptWith: (broker: BrokerModel) => string | undefined;
  readonly adoptClone: (broker: BrokerModel, org: number) => boolean;
  readonly provisionalToken: (broker: BrokerModel) => string | undefined;
}

export function urnOf(broker: string, part: Part | "client"): string {
  return `${broker}-${part}`;
}

export function cloneUrn(broker: Pick<BrokerModel, "name" | "asRecord">, org: number): string {
  return `${broker.name}-clone-${broker.asRecord ? `team${org}` : (ORGS[org] ?? "")}`;
}

/** What the components register, in an order that their dependencies allow. */
export function declarations(broker: BrokerModel, known: Circumstances): readonly Declaration[] {
  const { name, aliases, type, trigger, retain, deleteBeforeReplace } = broker;
  const [integration, client, tokenSwitch] = (["integration", "client", "switch"] as const).map((part) =>
    urnOf(name, part),
  ) as [string, string, string];
  const former = (part: "integration" | "client" | "switch"): string[] =>
    aliases.map((each) => urnOf(each, part));
  const token = known.adoptWith(broker);
  const head = [
    {
      urn: integration,
      kind: "BrokeredIntegration",
      aliases: former("integration"),
      dependsOn: [],
      deleteBeforeReplace,
      args: () => ({
        ...placeOfModel(broker),
        ...(trigger > 0 && { rotation: { trigger: `t${trigger}` } }),
        ...(token !== undefined && { adopt: { brokerToken: token } }),
        provisionalToken: known.provisionalToken(broker),
        onDelete: retain ? "retain" : "disable",
      }),
    },
    {
      urn: client,
      kind: "Client",
      aliases: former("client"),
      dependsOn: [integration],
      args: (outputsOf) => ({
        name: tokenName(outputsOf(integration)),
        token: outputsOf(integration)["brokerToken"],
      }),
    },
    {
      urn: tokenSwitch,
      kind: "TokenSwitch",
      aliases: former("switch"),
      dependsOn: [integration, client],
      args: (outputsOf) => {
        const source = outputsOf(integration);
        const { orgId, type: kind, tokenGeneration, provisionedGeneration, id } = source;
        const [integrationId, instance] = id.split("/");
        const counts = { tokenGeneration, provisionedGeneration };
        const running = { default: outputsOf(client)["name"] };
        return {
          orgId,
          type: kind,
          integrationId,
          instance,
          ...counts,
          token: tokenName(source),
          clients: running,
        };
      },
    },
  ] as const satisfies readonly Declaration[];
  const clones = broker.clones.map((org): Declaration => {
    const others = [broker, ...aliases.map((each) => ({ ...broker, name: each }))].flatMap((each) => [
      cloneUrn(each, org),
      ...(broker.cloneAliases ? [cloneUrn({ ...each, asRecord: !each.asRecord }, org)] : []),
    ]);
    return {
      urn: cloneUrn(broker, org),
      kind: "ClonedIntegration",
      aliases: others.slice(1),
      dependsOn: [integration, client, tokenSwitch],
      args: (outputsOf) => {
        const { orgId, type: kind, id, enabledGeneration } = outputsOf(integration);
        const enabled = enabledGeneration === 1 ? {} : { enabledGeneration };
        return {
          orgId: placeOfModel({ org, type }).orgId,
          source: { orgId, type: kind, id, ...enabled },
          ...(known.adoptClone(broker, org) && { adopt: true }),
          ...(broker.retainClones && { onDelete: "retain" }),
        };
      },
    };
  });
  return [...head, ...clones];
}

/** As a BrokeredIntegration makes it: no two tokens have the same. */
function tokenName({ id, tokenGeneration, tokenIssuedOn }: Properties): string {
  return [id, tokenGeneration, tokenIssuedOn].map(String).join(" ");
}

const org = fc.nat(2);
const at = fc.nat(2);
const on = fc.boolean();
const mostly = fc.integer({ min: 0, max: 4 }).map((number) => number > 0);
const orgs = fc.uniqueArray(org, { maxLength: 2 });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      edit: fc.constant("add" as const),
      org,
      type: fc.nat(1),
      clones: orgs,
      adopt: on,
    }),
  },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant("trigger" as const), at }) },
  { weight: 3, arbitrary: fc.record({ edit: fc.constant("clones" as const), at, clones: orgs }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("rename" as const), at, alias: on, adopt: mostly }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("form" as const), at, alias: on, adopt: mostly }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("move" as const), at, org, adopt: on }) },
  { weight: 1, arbitrary: fc.record({ edit: fc.constant("swap" as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({ edit: fc.constantFrom("remove" as const, "deleteBeforeReplace" as const), at }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      edit: fc.constantFrom(
        "adopt" as const,
        "adoptClones" as const,
        "retain" as const,
        "retainClones" as const,
      ),
      at,
      on,
    }),
  },
);

/** An answer that never comes, whether the call had its effect or not. */
const fault: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constant("reset" as const),
  operation: fc.constantFrom(
    "createIntegration",
    "updateIntegration",
    "provisionToken",
    "switchToken",
    "cloneIntegration",
    "restListIntegrations",
    "restListConnections",
  ),
  effect: fc.constantFrom("after", "before"),
  // One lost answer is made up for where the call may be repeated, five are not.
  times: fc.constantFrom(1, 5),
  skip: fc.nat(1),
});

/** One in so many. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const stack = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0 as const) },
  { weight: 1, arbitrary: fc.constant(1 as const) },
);
const mishap = { killAfter: rarely(fc.integer({ min: 1, max: 6 })), fault: rarely(fault) };
const order = fc.nat(100);

const operation: fc.Arbitrary<StackOperation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      run: fc.constant("up" as const),
      stack,
      edits: fc.array(edit, { maxLength: 2 }),
      order,
      taint: rarely(fc.record({ at, part: fc.constantFrom<Part>("integration", "switch", "clone") })),
      helped: on,
      continueOnError: rarely(fc.constant(true)),
      ...mishap,
    }),
  },
  { weight: 1, arbitrary: fc.record({ run: fc.constant("refresh" as const), stack }) },
  { weight: 1, arbitrary: fc.record({ run: fc.constant("destroy" as const), stack, order, ...mishap }) },
  { weight: 1, arbitrary: fc.record({ run: fc.constant("new journal folder" as const) }) },
  { weight: 1, arbitrary: fc.record({ run: fc.constant("turn off by hand" as const), at, clone: on }) },
  {
    weight: 1,
    arbitrary: fc.record({
      run: fc.constant("move to the Universal Broker by hand" as const),
      at,
      clone: on,
    }),
  },
);

const broker = fc.record({ org, type: fc.nat(1), clones: orgs, asRecord: on, retain: fc.constant(false) });
const program = fc
  .array(broker, { minLength: 1, maxLength: 2 })
  .map((brokers) => tidy(brokers.map((each, index) => ({ ...FRESH, name: `b${index}`, ...each }))));

const settings: fc.Arbitrary<Partial<SimulatorSettings>> = fc.record({
  cloneOverExisting: fc.constantFrom("conflict", "overwrites"),
  cloneOverTurnedOff: fc.constantFrom("conflict", "overwrites"),
  oldTokenAfterSwitch: fc.constantFrom("dropped", "provisional"),
  enableReturnsToken: fc.constantFrom(true, true, false),
  reenableAfterDisable: fc.constantFrom("new-token", "old-token"),
});

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  settings,
  program,
  second: fc.record({ has: fc.array(mostly, { minLength: 3, maxLength: 3 }), adopts: on }),
  operations: fc.array(operation, { minLength: 3, maxLength: 8 }),
});

/** For sequences that are written by hand. */
export function brokerModel(of: Partial<BrokerModel> = {}): BrokerModel {
  return { ...FRESH, name: "b0", org: 0, type: 0, clones: [], ...of };
}

type Up = Extract<StackOperation, { readonly run: "up" }>;

export function up(more: Partial<Up> = {}): Up {
  return { run: "up", stack: 0, edits: [], order: 0, helped: false, ...more };
}

export function destroy(stack: 0 | 1 = 0): StackOperation {
  return { run: "destroy", stack, order: 0 };
}
