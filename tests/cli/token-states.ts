/** Every state that a token can be in, together with what the next run is told of it. */
import { fingerprint } from "../../provider/lifecycle/classic/token/enable";
import type { JournalEntry } from "../../provider/lifecycle/ledger/journal";
import { type Lab, STACK } from "../provider/support/lab";
import {
  type Declared,
  declareClone,
  declareIntegration,
  declareSwitch,
  type StoredInSmallEngine,
  TODAY,
} from "./small-engine";

/** What a state knows of a token, and how it came to it. */
interface Token {
  readonly name: string;
  readonly tokenGeneration: number;
  readonly provisionedGeneration: number;
  readonly enabledGeneration: number;
  readonly there: boolean;
}

const FIRST = { tokenGeneration: 1, provisionedGeneration: 0, enabledGeneration: 1, there: true };
export const TOKENS: readonly Token[] = [
  { ...FIRST, name: "came with enabling" },
  { ...FIRST, name: "was adopted", enabledGeneration: 0 },
  { ...FIRST, name: "was provisioned, since enabling brought none", provisionedGeneration: 1 },
  { ...FIRST, name: "was rotated", tokenGeneration: 2, provisionedGeneration: 2 },
  {
    ...FIRST,
    name: "is an older one of an unfinished rotation",
    tokenGeneration: 3,
    provisionedGeneration: 2,
  },
  { ...FIRST, name: "is missing", provisionedGeneration: 1, there: false },
];

/** What is said of the Broker: by the outputs, and by the inputs where they differ. */
export const BROKERS = [
  { name: "on", outputs: true, inputs: {} },
  { name: "on, and the inputs are a generation ahead", outputs: true, inputs: { ahead: 1 } },
  { name: "off", outputs: false, inputs: { brokered: false } },
  { name: "off in the outputs alone", outputs: false, inputs: {} },
] as const;

const SWITCHES = ["live", "behind", "not in the state", "not in the program"] as const;
const GIVEN = ["none", "new", "used before", "given before, and not used"] as const;

/** One state of the matrix, and what the next run is told. */
export interface Cell {
  readonly token: Token;
  readonly broker: (typeof BROKERS)[number];
  readonly tokenSwitch: (typeof SWITCHES)[number];
  readonly given: (typeof GIVEN)[number];
  readonly trigger: boolean;
  /** Whether the run has the notes of those before it; a fresh machine has none. */
  readonly notes: boolean;
}

export function cellsOf(token: Token, broker: Cell["broker"]): readonly Cell[] {
  const all = SWITCHES.flatMap((tokenSwitch) =>
    GIVEN.flatMap((given) =>
      [true, false].flatMap((trigger) =>
        [true, false].map((notes) => ({ token, broker, tokenSwitch, given, trigger, notes })),
      ),
    ),
  );
  return all.filter(isPossible);
}

function isPossible({ token, tokenSwitch, given, notes }: Cell): boolean {
  // A fresh machine makes a difference to a rotation that waits for its switch.
  if (!notes && (tokenSwitch !== "behind" || given !== "none")) return false;
  // A switch has nothing to be behind of, or to have switched to, where nothing was provisioned.
  if (!token.there) return tokenSwitch !== "live" && tokenSwitch !== "behind";
  return token.provisionedGeneration > 0 || tokenSwitch !== "behind";
}

/**
 * Whether `up` may stop and ask a person which token is live: no switch has ever run, and no note tells of the token.
 * Nobody sees that in a state.
 */
export function mayAsk({ token, tokenSwitch, notes }: Cell): boolean {
  const neverSwitched =
    tokenSwitch === "not in the state" || (tokenSwitch === "behind" && token.provisionedGeneration === 1);
  return neverSwitched && !notes;
}

const INSTANCE = "k3x9qd";
const USED = "00000000-0000-4000-8000-00000000000a";
export const TYPE = "gitlab";

/** A state, and the program of the run that comes. */
interface LaidOut {
  readonly state: readonly StoredInSmallEngine[];
  readonly program: readonly Declared[];
}

/** Makes what a cell says at Snyk, in the notes and in the state. */
export async function laidOut(lab: Lab, cell: Cell): Promise<LaidOut> {
  const { token, broker, tokenSwitch, given, trigger } = cell;
  const { tokenGeneration, provisionedGeneration, enabledGeneration } = token;
  const { api } = lab.context();
  const { id: orgId, groupId } = lab.org();
  const integrationId = lab.simulator.webUi.addIntegration({ orgId, type: TYPE });
  const id = `${integrationId}/${INSTANCE}`;
  const source = { orgId, type: TYPE, id, ...(enabledGeneration !== 1 && { enabledGeneration }) };

  const clones: StoredInSmallEngine[] = [];
  for (const name of ["kept", "removed", "turned off"]) {
    const { id: target } = lab.org(groupId);
    const inputs = { orgId: target, source, ...(name === "turned off" && { brokered: false }) };
    const cloneId = await api.cloneIntegration(orgId, integrationId, target);
    if (name === "turned off") lab.simulator.webUi.turnBrokerOff(cloneId);
    const outputs = { ...inputs, schemaVersion: 1, integrationId: cloneId, instance: INSTANCE };
    clones.push({ kind: "ClonedIntegration", name, source: "gitlab", id: cloneId, inputs, outputs });
  }

  const isLive = tokenSwitch === "live" || provisionedGeneration === 0;
  const isPending = token.there && !isLive && broker.outputs;
  const handsIn = given === "new" || given === "given before, and not used";
  let pending: string = USED;
  if (isPending || (handsIn && broker.outputs)) pending = await api.provisionToken(orgId, integrationId);
  if (!broker.outputs && token.there) lab.simulator.webUi.turnBrokerOff(integrationId);
  const provisionalToken = given === "used before" ? USED : handsIn ? pending : undefined;

  const written = {
    orgId,
    type: TYPE,
    ...(given !== "none" && { provisionalToken }),
    ...(trigger && { rotation: { trigger: "again" } }),
  };
  const stamps = {
    orgId,
    type: TYPE,
    onDelete: "disable",
    tokenGeneration,
    tokenIssuedOn: TODAY,
    rotationReason: "first token",
    enabledGeneration,
    brokered: true,
  };
  const integration: StoredInSmallEngine = {
    kind: "BrokeredIntegration",
    name: "gitlab",
    id,
    inputs: {
      ...stamps,
      ...("brokered" in broker.inputs && broker.inputs),
      ...("ahead" in broker.inputs && { tokenGeneration: tokenGeneration + 1 }),
      ...((given === "used before" || given === "given before, and not used") && { provisionalToken }),
    },
    outputs: {
      ...stamps,
      brokered: broker.outputs,
      schemaVersion: 1,
      integrationId,
      instance: INSTANCE,
      ...(token.there && { brokerToken: isPending ? pending : crypto.randomUUID() }),
      tokenSource: provisionedGeneration > 0 ? "provision" : enabledGeneration === 0 ? "adopt" : "enable",
      provisionedGeneration,
      ...(given === "used before" && { usedProvisional: fingerprint(USED) }),
    },
    unfinished: !token.there,
  };
  const facts = {
    orgId,
    type: TYPE,
    integrationId,
    instance: INSTANCE,
    tokenGeneration,
    provisionedGeneration,
  };
  const liveGeneration = tokenSwitch === "live" ? tokenGeneration : provisionedGeneration - 1;
  const switches: readonly StoredInSmallEngine[] =
    tokenSwitch === "live" || tokenSwitch === "behind"
      ? [
          {
            kind: "TokenSwitch",
            name: "switch",
            source: "gitlab",
            id: integrationId,
            inputs: facts,
            outputs: { ...facts, schemaVersion: 1, liveGeneration },
          },
        ]
      : [];
  const note = cell.notes ? noteOf(cell, isLive) : undefined;
  if (note) lab.journal.write(`${lab.simulator.url}|${orgId}|${TYPE}`, note);

  const program = [
    declareIntegration("gitlab", written),
    ...(tokenSwitch === "not in the program" ? [] : [declareSwitch("switch", "gitlab")]),
    ...clones
      .filter(({ name }) => name !== "removed")
      .map(({ name, inputs: { orgId: target } }) => declareClone(name, "gitlab", { orgId: target })),
    declareClone("new", "gitlab", { orgId: lab.org(groupId).id }),
  ];
  return { state: [integration, ...switches, ...clones], program };
}

/** What the runs before have left in the ledger. */
function noteOf({ token }: Cell, isLive: boolean): JournalEntry | undefined {
  const { there, tokenGeneration: newest, provisionedGeneration } = token;
  const generation = provisionedGeneration > 0 ? provisionedGeneration : newest;
  const of = { owner: STACK, instance: INSTANCE, generation, newest, at: "2026-11-01T12:00:00.000Z" };
  if (!there) return { ...of, operation: "enable" };
  if (!isLive) return { ...of, operation: "provision", stored: true };
  return provisionedGeneration > 0 ? { ...of, operation: "live" } : undefined;
}

export function titleOf({ token, broker, ...others }: Cell): string {
  return `token ${token.name}; Broker ${broker.name}; ${JSON.stringify(others)}`;
}
