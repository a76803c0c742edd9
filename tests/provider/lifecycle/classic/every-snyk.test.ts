import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import { PartialFailure } from "../../../../provider/lifecycle/engine/partial-failure";
import type { Fault, Operation, SimulatorSettings, UpdateDetail } from "../../../../simulator";
import { Lab } from "../../support/lab";
import { LifecycleStack, type UpOptions } from "../../support/stack";
import { SNYKS, SNYKS_OF_TOKENS } from "../../support/uncertain";

let lab: Lab;
afterAll(() => lab.close());
afterEach(() => lab.simulator.faults.clear());

/** A simulator that has run for long is a slow one: each Snyk gets its own. */
async function startSnyk(settings: Partial<SimulatorSettings> = {}): Promise<void> {
  await (lab as Lab | undefined)?.close();
  lab = await Lab.start({ settings });
}

/** What a run is told by its user. */
interface Orders {
  readonly orgId: string;
  trigger?: string;
  provisionalToken?: string;
  liveGenerations?: ReadonlyMap<string, number>;
}
const argsOf = ({ orgId, trigger, provisionalToken }: Orders) => ({
  orgId,
  type: "gitlab",
  credentialsOnDelete: { token: "scm-token", url: "https://scm.example" },
  ...(trigger !== undefined && { rotation: { trigger } }),
  ...(provisionalToken !== undefined && { provisionalToken }),
});

/**
 * Runs `up` until it succeeds. Between runs a person does what the message says, and nothing else.
 * @returns how many runs it took
 */
async function upUntilDone(stack: LifecycleStack, orders: Orders, options: UpOptions = {}): Promise<number> {
  for (let runs = 1; runs <= 5; runs++) {
    const { liveGenerations } = orders;
    const message = await stack.tryUp(argsOf(orders), {
      ...options,
      ...(liveGenerations && { liveGenerations }),
    });
    if (message === undefined) return runs;
    const live = lab.liveToken(orders.orgId);
    const provisional = lab.provisionalToken(orders.orgId);
    if (message.includes("snyk-broker:liveGeneration")) {
      const generation = Number(stack.outputs["tokenGeneration"]);
      const isNew = live === stack.brokerToken;
      orders.liveGenerations = new Map([
        [String(stack.outputs["integrationId"]), isNew ? generation : generation - 1],
      ]);
    } else if (message.includes("`provisionalToken`") && provisional !== undefined) {
      orders.provisionalToken = provisional;
    }
  }
  throw new Error(`not done after five runs: ${String(await stack.tryUp(argsOf(orders), options))}`);
}

/** The state holds the live token of the only integration, and Snyk holds no token that nobody knows. */
function expectConverged(stack: LifecycleStack, orgId: string): void {
  const [integration, ...others] = lab.simulator.integrations(orgId).filter(({ type }) => type === "gitlab");
  expect(others).toEqual([]);
  expect(integration).toMatchObject({ id: stack.outputs["integrationId"], brokered: true });
  expect(stack.brokerToken).toBe(lab.liveToken(orgId));
  expect(stack.switch?.outputs["liveGeneration"]).toBe(stack.outputs["tokenGeneration"]);
  if (lab.simulator.settings.get().oldTokenAfterSwitch === "dropped") {
    expect(lab.provisionalToken(orgId)).toBeUndefined();
  }
}

async function running(): Promise<{ stack: LifecycleStack; orders: Orders }> {
  const orders = { orgId: lab.org().id };
  const stack = new LifecycleStack(lab);
  await stack.up(argsOf(orders));
  return { stack, orders };
}

describe.each(SNYKS)("with a Snyk $name", ({ settings }) => {
  beforeAll(() => startSnyk(settings));

  it("an integration is created, rotated twice, repaired, destroyed twice and created again", async () => {
    const { stack, orders } = await running();
    expectConverged(stack, orders.orgId);
    lab.calls();
    for (const trigger of ["leak-1", "leak-2"]) {
      await stack.up(argsOf({ ...orders, trigger }));
      expect(lab.calls()).toEqual(["provisionToken", "switchToken"]);
      expectConverged(stack, orders.orgId);
      await stack.up(argsOf({ ...orders, trigger }));
      expect(lab.calls()).toEqual([]);
    }
    const trigger = "leak-2";
    lab.simulator.webUi.turnBrokerOff(String(stack.outputs["integrationId"]));
    await stack.refresh();
    await stack.up(argsOf({ ...orders, trigger }));
    if (lab.simulator.integration(orders.orgId, "gitlab")?.brokered) expectConverged(stack, orders.orgId);

    await stack.destroy();
    await stack.destroy();
    const again = new LifecycleStack(lab);
    expect(await again.tryUp({ ...argsOf(orders), assumeNotBrokered: true })).toBeUndefined();
    expectConverged(again, orders.orgId);
  });

  it("a clone shares the token, follows a rotation and goes", async () => {
    const { id: orgId, groupId } = lab.org();
    const stack = new LifecycleStack(lab);
    await stack.up(argsOf({ orgId }));
    const target = lab.org(groupId).id;
    const source = { orgId, type: "gitlab", id: stack.integration?.id };
    const { outs } = await clone.create(lab.context(), { orgId: target, source, brokered: true });
    await stack.up(argsOf({ orgId, trigger: "leak" }));
    expect(lab.liveToken(target)).toBe(stack.brokerToken);
    if (settings.emptyCredentialsOnDisable === "refused") return;
    await clone.remove(lab.context(), outs);
    expect(lab.simulator.integration(target, "gitlab")?.brokered).toBe(false);
  });
});

type Wrong = Pick<Fault, "kind" | "effect"> & { readonly status?: 503; readonly ms?: number };
const LOST: readonly Wrong[] = (["before", "after"] as const).flatMap((effect) => [
  { kind: "reset", effect },
  { kind: "malformed", effect },
]);
/** These look the same to all but the HTTP client: once is enough. */
const LOOKALIKES: readonly Wrong[] = (["before", "after"] as const).flatMap((effect) => [
  { kind: "status", status: 503, effect },
  { kind: "html", effect },
]);
const nameOf = ({ kind, effect }: Wrong): string => `${kind} ${effect} its effect`;

function order(operation: Operation, orgId: string, wrong: Wrong, detail?: UpdateDetail): void {
  lab.simulator.faults.order({ operation, orgId, ...(detail && { detail }), ...wrong } as Fault);
}

describe.each(SNYKS_OF_TOKENS)(
  "with a Snyk $name, nothing is lost and nothing is done twice:",
  ({ settings }) => {
    beforeAll(() => startSnyk(settings));
    const wrongs = Object.keys(settings).length === 0 ? [...LOST, ...LOOKALIKES] : LOST;
    const named = wrongs.map((wrong) => [nameOf(wrong), wrong] as const);

    it.each(named)("creation, %s", async (_, wrong) => {
      const orders = { orgId: lab.org().id };
      order("createIntegration", orders.orgId, wrong);
      const stack = new LifecycleStack(lab);
      await upUntilDone(stack, orders);
      expectConverged(stack, orders.orgId);
    });

    it.each(named)("enabling again, %s", async (_, wrong) => {
      const { stack, orders } = await running();
      lab.simulator.webUi.turnBrokerOff(String(stack.outputs["integrationId"]));
      await stack.refresh();
      order("updateIntegration", orders.orgId, wrong, "enable");
      await upUntilDone(stack, orders);
      if (lab.simulator.integration(orders.orgId, "gitlab")?.brokered) expectConverged(stack, orders.orgId);
    });

    it.each(named)("provision, %s", async (_, wrong) => {
      const { stack, orders } = await running();
      lab.calls();
      order("provisionToken", orders.orgId, wrong);
      await upUntilDone(stack, { ...orders, trigger: "leak" });
      expectConverged(stack, orders.orgId);
      expect(lab.effects("provisionToken", orders.orgId)).toBe(1);
    });

    it.each(named)("switch, %s", async (_, wrong) => {
      const { stack, orders } = await running();
      lab.calls();
      order("switchToken", orders.orgId, wrong);
      await upUntilDone(stack, { ...orders, trigger: "leak" });
      expectConverged(stack, orders.orgId);
      if (settings.oldTokenAfterSwitch === undefined)
        expect(lab.effects("switchToken", orders.orgId)).toBe(1);
    });

    it.each(["integration", "switch"] as const)("a rotation killed after the %s", async (killedAfter) => {
      const { stack, orders } = await running();
      lab.calls();
      const rotation = { ...orders, trigger: "leak" };
      await expect(stack.up(argsOf(rotation), { killedAfter })).rejects.toThrow("killed");
      expect(await upUntilDone(stack, rotation)).toBe(1);
      expectConverged(stack, orders.orgId);
      expect([lab.effects("provisionToken", orders.orgId), lab.effects("switchToken", orders.orgId)]).toEqual(
        [1, 1],
      );
    });

    it.each(["integration", "switch"] as const)("a creation killed after the %s", async (killedAfter) => {
      const orders = { orgId: lab.org().id };
      const stack = new LifecycleStack(lab);
      await expect(stack.up(argsOf(orders), { killedAfter })).rejects.toThrow("killed");
      expect(await upUntilDone(stack, orders)).toBe(1);
      expectConverged(stack, orders.orgId);
    });
  },
);

it("a partial failure of any of these carries what the engine needs to go on", async () => {
  await startSnyk({ enableReturnsToken: false });
  const { id: orgId } = lab.org();
  order("provisionToken", orgId, { kind: "reset", effect: "before" });
  const stack = new LifecycleStack(lab);
  await expect(stack.up(argsOf({ orgId }))).rejects.toBeInstanceOf(PartialFailure);
  expect(stack.integration).toMatchObject({
    unfinished: true,
    outputs: { orgId, type: "gitlab", schemaVersion: 1 },
  });
});
