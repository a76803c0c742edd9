import { isDeepStrictEqual } from "node:util";
import { callsOf } from "../../cli/review/calls";
import { reviewOf } from "../../cli/review/review";
import { parsePreview } from "../../cli/stack/preview";
import { sharingSets } from "../../cli/stack/sharing-sets";
import { Lab } from "../provider/support/lab";
import { gist } from "./reviewed";
import {
  type Declared,
  declareClone,
  declareIntegration,
  declareSwitch,
  preview,
  type StoredInSmallEngine,
  TODAY,
  up,
} from "./small-engine";
import { BROKERS, cellsOf, laidOut, mayAsk, titleOf, TOKENS, TYPE } from "./token-states";

// Hundreds of runs, on a machine that may be busy.
jest.setTimeout(300_000);

let lab: Lab;
beforeAll(async () => {
  // Where enabling brings no token, one more call follows, which no preview can foresee.
  lab = await Lab.start({ settings: { cloneOverExisting: "overwrites", enableTwice: "same-token" } });
});
afterAll(() => lab.close());

const CALLS: Readonly<Record<string, string>> = {
  createIntegration: "enable",
  "updateIntegration:enable": "enable",
  "updateIntegration:disable": "disable",
  provisionToken: "provision",
  switchToken: "switch",
  cloneIntegration: "clone",
};

/** The calls that had an effect since the last time, as `callsOf` counts them. */
function made(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { enable: 0, provision: 0, switch: 0, clone: 0, disable: 0 };
  for (const { operation, detail, effect } of lab.simulator.log.all()) {
    const call = CALLS[detail === undefined ? operation : `${operation}:${detail}`];
    if (effect && call !== undefined) counts[call] = (counts[call] ?? 0) + 1;
  }
  lab.simulator.log.clear();
  return counts;
}

/** Previews a run, then makes it. */
async function compared(state: readonly StoredInSmallEngine[], program: readonly Declared[]) {
  const read = parsePreview(preview(lab, state, program));
  const announced = callsOf(sharingSets(read));
  const { warnings } = reviewOf(read, { today: TODAY, maxAgeDays: 90 });
  lab.simulator.log.clear();
  const { failure } = await up(lab, state, program);
  return { announced, made: made(), failure, refused: warnings.some(({ kind }) => kind === "refused") };
}

const STATES = TOKENS.flatMap((token) => BROKERS.map((broker) => ({ token, broker })));

describe("a token's next step", () => {
  it.each(
    STATES.map(({ token, broker }) => ({ token, broker, title: `${token.name}, Broker ${broker.name}` })),
  )("is announced as it is made: the token $title", async ({ token, broker }) => {
    const disagreements = [];
    for (const cell of cellsOf(token, broker)) {
      const { state, program } = await laidOut(lab, cell);
      const found = await compared(state, program);
      const agree = found.failure === undefined && isDeepStrictEqual(found.made, found.announced);
      const asks = mayAsk(cell) && found.failure?.startsWith("Could not tell which broker token") === true;
      if (!agree && !asks) disagreements.push({ cell: titleOf(cell), ...found });
    }
    expect(disagreements).toEqual([]);
  });

  it("is one enabling call after a creation whose answers were lost, for both", async () => {
    const { id: orgId, groupId } = lab.org();
    const program = [
      declareIntegration("gitlab", { orgId, type: TYPE }),
      declareSwitch("switch", "gitlab"),
      declareClone("clone", "gitlab", { orgId: lab.org(groupId).id }),
    ];
    const lost = { kind: "reset", effect: "after", times: 1000 } as const;
    lab.simulator.faults.order([
      { operation: "createIntegration", ...lost },
      { operation: "updateIntegration", ...lost },
    ]);
    const { state, failure } = await up(lab, [], program);
    lab.simulator.faults.clear();
    expect(failure).toContain("could not be reached");
    expect(
      state.map(({ inputs, outputs }) => [inputs["brokered"], outputs["brokered"], outputs["brokerToken"]]),
    ).toEqual([[true, false, undefined]]);

    expect(gist(preview(lab, state, program), TODAY)).toEqual({
      tokens: ["gitlab completed"],
      calls: "1 enable, 1 clone",
      warnings: [],
      fails: [],
    });
    const found = await compared(state, program);
    expect(found).toMatchObject({ failure: undefined, made: found.announced });
  });

  it("is the end of the last rotation, where another one is asked for before its switch", async () => {
    const { id: orgId } = lab.org();
    const program = (trigger?: string): readonly Declared[] => [
      declareIntegration("gitlab", { orgId, type: TYPE, ...(trigger && { rotation: { trigger } }) }),
      declareSwitch("switch", "gitlab"),
    ];
    const first = await up(lab, [], program());
    lab.simulator.faults.order({
      operation: "switchToken",
      kind: "status",
      status: 503,
      effect: "before",
      times: 1000,
    });
    const second = await up(lab, first.state, program("a"));
    lab.simulator.faults.clear();
    expect(second.failure).toBeDefined();

    expect(gist(preview(lab, second.state, program("b")), TODAY)).toMatchObject({
      tokens: ["gitlab completed"],
      calls: "1 switch",
    });
    const found = await compared(second.state, program("b"));
    expect(found).toMatchObject({ failure: undefined, made: found.announced });
  });
});

describe("what goes through the Universal Broker", () => {
  it.each([
    { name: "a run in which a rotation is due", remove: false },
    { name: "a run that deletes it", remove: true },
  ])("is left alone by both: $name", async ({ remove }) => {
    const { id: orgId, groupId } = lab.org();
    const { id: target } = lab.org(groupId);
    const program = [
      declareIntegration("gitlab", { orgId, type: TYPE, rotation: { everyDays: 1 } }),
      declareSwitch("switch", "gitlab"),
      declareClone("clone", "gitlab", { orgId: target }),
    ];
    const { state } = await up(lab, [], program);
    for (const { id } of lab.simulator.integrations().filter((each) => [orgId, target].includes(each.orgId)))
      lab.simulator.webUi.moveToUniversal(id, "prod");
    const moved = { brokered: false, universalConnection: "prod", tokenIssuedOn: "2026-01-01" };
    const refreshed = state.map((stored) =>
      stored.kind === "TokenSwitch"
        ? stored
        : { ...stored, inputs: { ...stored.inputs, ...moved }, outputs: { ...stored.outputs, ...moved } },
    );

    const next = remove ? [] : program;
    const warning = expect.stringContaining("universal") as unknown;
    expect(gist(preview(lab, refreshed, next), TODAY)).toMatchObject({
      calls: "",
      warnings: [warning, warning],
    });
    const found = await compared(refreshed, next);
    expect(found).toMatchObject({ failure: undefined, made: found.announced });
    expect(found.announced).toEqual({ enable: 0, provision: 0, switch: 0, clone: 0, disable: 0 });
  });
});

describe("a state of the first releases", () => {
  it.each([
    { name: "and nothing to do", off: false, trigger: false, calls: {} },
    { name: "and a rotation", off: false, trigger: true, calls: { provision: 1, switch: 1 } },
    { name: "and a Broker that was turned off", off: true, trigger: false, calls: { enable: 1, clone: 1 } },
  ])("is read alike by both: $name", async ({ off, trigger, calls }) => {
    const { id: orgId, groupId } = lab.org();
    const { id: target } = lab.org(groupId);
    const integrationId = lab.simulator.webUi.addIntegration({ orgId, type: TYPE });
    const cloneId = await lab.context().api.cloneIntegration(orgId, integrationId, target);
    if (off) lab.simulator.webUi.turnBrokerOff(integrationId);

    const token = { tokenGeneration: 1, tokenIssuedOn: TODAY, rotationReason: "first token" };
    const inputs = { orgId, type: TYPE, onDelete: "disable", ...token, brokered: !off };
    const live = { brokerToken: crypto.randomUUID(), tokenSource: "enable", provisionedGeneration: 0 };
    const switched = { orgId, type: TYPE, integrationId, tokenGeneration: 1, provisionedGeneration: 0 };
    const cloned = {
      orgId: target,
      type: TYPE,
      sourceOrgId: orgId,
      sourceIntegrationId: integrationId,
      brokered: true,
      onDelete: "disable",
    };
    const state: readonly StoredInSmallEngine[] = [
      {
        kind: "BrokeredIntegration",
        name: "gitlab",
        id: integrationId,
        inputs,
        outputs: { ...inputs, ...live, schemaVersion: 1, integrationId },
      },
      {
        kind: "TokenSwitch",
        name: "switch",
        source: "gitlab",
        id: integrationId,
        inputs: switched,
        outputs: { ...switched, schemaVersion: 1, liveGeneration: 1 },
      },
      {
        kind: "ClonedIntegration",
        name: "clone",
        source: "gitlab",
        id: cloneId,
        inputs: cloned,
        outputs: { ...cloned, schemaVersion: 1, integrationId: cloneId },
      },
    ];
    const program = [
      declareIntegration("gitlab", { orgId, type: TYPE, ...(trigger && { rotation: { trigger: "a" } }) }),
      declareSwitch("switch", "gitlab"),
      declareClone("clone", "gitlab", { orgId: target }),
    ];
    const found = await compared(state, program);
    expect(found).toMatchObject({ failure: undefined, made: found.announced });
    expect(found.announced).toEqual({ enable: 0, provision: 0, switch: 0, clone: 0, disable: 0, ...calls });
  });
});

/** A state in which an integration has a clone, as a run leaves it; another integration of the group is beside them. */
async function settled(more: Readonly<Record<string, unknown>> = {}) {
  const { id: orgId, groupId } = lab.org();
  const [target, otherOrg, free] = [lab.org(groupId).id, lab.org(groupId).id, lab.org(groupId).id];
  const program = [
    declareIntegration("gitlab", { orgId, type: TYPE, ...more }),
    declareClone("clone", "gitlab", { orgId: target, ...more }),
    declareIntegration("other", { orgId: otherOrg, type: TYPE }),
  ];
  const { state } = await up(lab, [], program);
  // The next run, in which the state holds what was noted.
  const { state: again } = await up(lab, state, program);
  const [gitlab, clone, other] = program;
  if (!gitlab || !clone || !other) throw new Error("nothing is declared");
  return { state: again, gitlab, clone, other, orgId, target, free };
}

describe("what ends", () => {
  const adopt = { adopt: { brokerToken: "00000000-0000-4000-8000-00000000000b" } };
  type Laid = Awaited<ReturnType<typeof settled>>;

  it.each<{ name: string; refused?: true; retained?: true; program: (laid: Laid) => readonly Declared[] }>([
    { name: "a clone", program: ({ gitlab, other }) => [gitlab, other] },
    { name: "an integration with its clone", program: ({ other }) => [other] },
    { name: "an integration with its clone, retained", retained: true, program: ({ other }) => [other] },
    {
      name: "an integration that another one adopts, and its clone that another clone adopts",
      program: ({ other, orgId, target }) => [
        other,
        declareIntegration("renamed", { orgId, type: TYPE, ...adopt }),
        declareClone("renamed-clone", "renamed", { orgId: target, adopt: true }),
      ],
    },
    {
      name: "an integration that another one adopts, and its clone says that it stays",
      program: ({ other, orgId, target }) => [
        other,
        declareIntegration("renamed", { orgId, type: TYPE, ...adopt }),
        declareClone("clone", "renamed", { orgId: target, adopt: true }),
      ],
    },
    {
      name: "an integration that another one adopts, and its clone is cloned again",
      program: ({ other, orgId, target }) => [
        other,
        declareIntegration("renamed", { orgId, type: TYPE, ...adopt }),
        declareClone("clone", "renamed", { orgId: target }),
      ],
    },
    {
      name: "an integration whose place a clone takes",
      program: ({ other, orgId }) => [other, declareClone("renamed", "other", { orgId, adopt: true })],
    },
    {
      name: "a clone whose place an integration takes",
      program: ({ gitlab, other, target }) => [
        gitlab,
        other,
        declareIntegration("own", { orgId: target, type: TYPE, ...adopt }),
      ],
    },
    {
      name: "an integration that moves, with its clone",
      program: ({ other, free, clone }) => [
        declareIntegration("gitlab", { orgId: free, type: TYPE }),
        clone,
        other,
      ],
    },
    {
      name: "an integration that moves, and another one takes its place",
      program: ({ other, free, clone, orgId }) => [
        declareIntegration("gitlab", { orgId: free, type: TYPE }),
        clone,
        other,
        declareIntegration("stays", { orgId, type: TYPE, ...adopt }),
      ],
    },
    {
      name: "an integration whose type changes, with its clone",
      program: ({ other, clone, orgId }) => [
        declareIntegration("gitlab", { orgId, type: "github" }),
        clone,
        other,
      ],
    },
    {
      name: "a clone that gets another source",
      program: ({ gitlab, other, target }) => [
        gitlab,
        other,
        declareClone("clone", "other", { orgId: target }),
      ],
    },
    {
      name: "a clone that moves",
      program: ({ gitlab, other, free }) => [gitlab, other, declareClone("clone", "gitlab", { orgId: free })],
    },
    {
      name: "an integration that was only renamed",
      refused: true,
      program: ({ other, orgId, target }) => [
        other,
        declareIntegration("renamed", { orgId, type: TYPE }),
        declareClone("clone", "renamed", { orgId: target }),
      ],
    },
    {
      name: "a clone that was only renamed",
      refused: true,
      program: ({ gitlab, other, target }) => [
        gitlab,
        other,
        declareClone("renamed", "gitlab", { orgId: target }),
      ],
    },
    {
      name: "an integration whose place a clone is to take unasked",
      refused: true,
      program: ({ other, orgId, target }) => [
        other,
        declareClone("renamed", "other", { orgId }),
        declareClone("clone", "other", { orgId: target }),
      ],
    },
    {
      name: "an integration that moves, while one is declared anew where it was",
      refused: true,
      program: ({ other, free, clone, orgId }) => [
        declareIntegration("gitlab", { orgId: free, type: TYPE }),
        clone,
        other,
        declareIntegration("stays", { orgId, type: TYPE }),
      ],
    },
  ])("is announced as it is made: $name", async ({ program, refused = false, retained }) => {
    const laid = await settled(retained && { onDelete: "retain" });
    const found = await compared(laid.state, program(laid));
    expect(found.refused).toBe(refused);
    if (refused) {
      expect(found.failure).toBeDefined();
      expect(found.made["disable"]).toBe(0);
      expect(found.announced.disable).toBe(0);
    } else {
      expect(found).toMatchObject({ failure: undefined, made: found.announced });
    }
  });
});
