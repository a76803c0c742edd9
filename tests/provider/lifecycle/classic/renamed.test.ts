import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { Context } from "../../../../provider/lifecycle/context";
import { Journal } from "../../../../provider/lifecycle/ledger/journal";
import type { Created, Properties } from "../../../../provider/lifecycle/engine/protocol";
import { type ContextOptions, failureOf, firstInputs, Lab } from "../../support/lab";
import { pair } from "../../support/pair";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

const freshMachine = (): ContextOptions => ({ journal: new Journal(`${lab.folder}/${crypto.randomUUID()}`) });
/** A run without a program, which looks at no resource before it deletes it. */
const destroy = (): Context => lab.context({ owner: undefined });

interface Kind {
  create(ctx: Context, inputs: Properties): Promise<Created<Properties>>;
  remove(ctx: Context, outputs: Properties): Promise<void>;
  settle: typeof integration.settle;
  seen: typeof integration.seen;
}

/** What the engine asks of a resource that the program still has, before anything is deleted. */
function meets(run: Context, kind: Kind, outs: Properties): void {
  kind.settle(run.ledger, run, outs);
  kind.seen(run.ledger, run, outs);
}

interface Renamed {
  readonly kind: Kind;
  readonly orgId: string;
  /** Outputs of the resource under its former name, which the program has no more. */
  readonly former: Properties;
  /** Inputs of the same thing under its new name. */
  readonly inputs: Properties;
}

async function renamedIntegration(): Promise<Renamed> {
  const { id: orgId } = lab.org();
  const { outs } = await integration.create(lab.context(), firstInputs(orgId));
  meets(lab.context(), integration, outs); // the run after it
  const inputs = firstInputs(orgId, { adopt: { brokerToken: outs.brokerToken } });
  return { kind: integration, orgId, former: outs, inputs };
}

async function renamedClone(): Promise<Renamed> {
  const { target: orgId, inputs } = await pair(lab);
  const { outs } = await clone.create(lab.context(), inputs);
  meets(lab.context(), clone, outs);
  return { kind: clone, orgId, former: outs, inputs: { ...inputs, adopt: true } };
}

describe.each([
  ["an integration", renamedIntegration],
  ["a clone", renamedClone],
])("%s that is renamed without an alias, and adopted under its new name", (_, renamed) => {
  const isOn = (orgId: string) => lab.simulator.integration(orgId, "gitlab")?.brokered;

  it("keeps its Broker when the resource of the former name is deleted in the same run, which says so", async () => {
    const { kind, orgId, former, inputs } = await renamed();
    const token = lab.liveToken(orgId);
    const run = lab.context();
    await kind.create(run, inputs);
    lab.calls();
    await kind.remove(run, former);
    expect(lab.calls()).toEqual([]);
    expect([isOn(orgId), lab.liveToken(orgId)]).toEqual([true, token]);
    expect(lab.logs.at(-1)).toBe(
      `gitlab in organization ${orgId} stays as it is: another resource of the program holds it now.`,
    );
  });

  it("keeps it on a machine without notes", async () => {
    const { kind, orgId, former, inputs } = await renamed();
    const run = lab.context(freshMachine());
    await kind.create(run, inputs);
    await kind.remove(run, former);
    expect(isOn(orgId)).toBe(true);
  });

  it.each<[what: string, later: () => Context]>([
    ["a later run", () => lab.context()],
    ["a later run on a machine without notes", () => lab.context(freshMachine())],
  ])("keeps it when the first run was interrupted in between: %s has met the new one", async (__, later) => {
    const { kind, orgId, former, inputs } = await renamed();
    const { outs } = await kind.create(lab.context(), inputs);
    const run = later();
    meets(run, kind, outs);
    await kind.remove(run, former);
    expect(isOn(orgId)).toBe(true);
  });

  it("is not turned off by a run that meets nobody while the note says who has taken it over", async () => {
    const { kind, orgId, former, inputs } = await renamed();
    await kind.create(lab.context(), inputs);
    await kind.remove(destroy(), former);
    expect(isOn(orgId)).toBe(true);
  });

  it("is turned off when the last of the two is deleted, in whichever order, in one run or in two", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      for (const runs of [1, 2]) {
        const { kind, orgId, former, inputs } = await renamed();
        const { outs } = await kind.create(lab.context(), inputs);
        const both = [former, outs] as const;
        const first = destroy();
        await kind.remove(first, both[order[0]]);
        await kind.remove(runs === 1 ? first : destroy(), both[order[1]]);
        expect(isOn(orgId)).toBe(false);
      }
    }
  });

  it("is turned off by a destroy long after, under its new name", async () => {
    const { kind, orgId, former, inputs } = await renamed();
    const run = lab.context();
    const { outs } = await kind.create(run, inputs);
    await kind.remove(run, former);
    meets(lab.context(), kind, outs);
    await kind.remove(destroy(), outs);
    expect(isOn(orgId)).toBe(false);
  });

  it("is turned off under its former name when the new one was taken out again", async () => {
    const { kind, orgId, former, inputs } = await renamed();
    const { outs } = await kind.create(lab.context(), inputs);
    const back = lab.context();
    meets(back, kind, former);
    await kind.remove(back, outs);
    expect(isOn(orgId)).toBe(true);
    await kind.remove(destroy(), former);
    expect(isOn(orgId)).toBe(false);
  });

  it("is refused without adopt, and nothing is changed, though the run goes on to the deletes", async () => {
    const { kind, orgId, former, inputs } = await renamed();
    lab.calls();
    const { adopt: _adopt, ...unasked } = inputs;
    const run = lab.context();
    expect((await failureOf(kind.create(run, unasked))).message).toMatch(/already.*alias/);
    await kind.remove(run, former); // `pulumi up --continue-on-error`
    const changes = lab.calls().filter((call) => !call.toLowerCase().includes("list"));
    expect([changes, isOn(orgId)]).toEqual([[], true]);
  });
});

describe("a clone that was renamed", () => {
  it("still keeps its source from being turned off, under its new name alone", async () => {
    const { sourceOuts, source, target, inputs } = await pair(lab);
    const { outs: former } = await clone.create(lab.context(), inputs);
    const run = lab.context();
    const { outs } = await clone.create(run, { ...inputs, adopt: true });
    await clone.remove(run, former);
    expect((await failureOf(integration.remove(run, sourceOuts))).message).toContain(
      `still used by the clone in organization ${target}.`,
    );
    const end = destroy();
    await clone.remove(end, outs);
    await integration.remove(end, sourceOuts);
    expect(lab.simulator.integration(source, "gitlab")?.brokered).toBe(false);
  });
});

describe("an integration in another organization than before", () => {
  it("is turned off in the former one: nobody holds that any more", async () => {
    const [{ id: from }, { id: to }] = [lab.org(), lab.org()];
    const { outs } = await integration.create(lab.context(), firstInputs(from));
    const run = lab.context();
    meets(run, integration, outs); // its replacement begins with a look at the old one
    await integration.create(run, firstInputs(to));
    await integration.remove(run, outs);
    const on = [from, to].map((orgId) => lab.simulator.integration(orgId, "gitlab")?.brokered);
    expect(on).toEqual([false, true]);
  });
});

describe("a resource that is marked for replacement in its place", () => {
  it("is refused while the old one is there, and keeps its Broker", async () => {
    const { id } = lab.org();
    const { outs } = await integration.create(lab.context(), firstInputs(id));
    const run = lab.context();
    integration.seen(run.ledger, run, outs);
    expect((await failureOf(integration.create(run, firstInputs(id)))).message).toMatch(
      /held by another resource of this program.*Nothing was changed/,
    );
    expect(lab.simulator.integration(id, "gitlab")?.brokered).toBe(true);
  });
});
