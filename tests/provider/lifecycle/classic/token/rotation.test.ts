import * as integration from "../../../../../provider/lifecycle/classic/brokered-integration";
import { Journal } from "../../../../../provider/lifecycle/ledger/journal";
import { RotationQueue } from "../../../../../provider/lifecycle/classic/token/queue";
import * as tokenSwitch from "../../../../../provider/lifecycle/classic/token-switch";
import { firstInputs, Lab, virtualTime } from "../../../support/lab";
import { LifecycleStack } from "../../../support/stack";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

const args = (orgId: string, trigger?: string, more = {}) => ({
  orgId,
  type: "gitlab",
  ...(trigger !== undefined && { rotation: { trigger } }),
  ...more,
});

async function running(): Promise<{ orgId: string; groupId: string; stack: LifecycleStack }> {
  const { id: orgId, groupId } = lab.org();
  const stack = new LifecycleStack(lab);
  await stack.up(args(orgId));
  lab.calls();
  return { orgId, groupId, stack };
}
const freshMachine = () => ({ journal: new Journal(`${lab.folder}/${crypto.randomUUID()}`) });

describe("a rotation", () => {
  it("is one provision and one switch; then the new token is live, and nothing is pending", async () => {
    const { orgId, stack } = await running();
    const before = stack.brokerToken;
    await stack.up(args(orgId, "leak"));
    expect(lab.calls()).toEqual(["provisionToken", "switchToken"]);
    expect(stack.outputs).toMatchObject({
      brokerToken: lab.liveToken(orgId),
      tokenGeneration: 2,
      tokenSource: "provision",
    });
    expect(stack.brokerToken).not.toBe(before);
    expect(lab.provisionalToken(orgId)).toBeUndefined();
  });

  it("is followed by a run that asks nobody", async () => {
    const { orgId, stack } = await running();
    await stack.up(args(orgId, "leak"));
    lab.calls();
    await stack.up(args(orgId, "leak"));
    expect(lab.calls()).toEqual([]);
  });

  it("keeps every output that it does not change", async () => {
    const { orgId, stack } = await running();
    const before = stack.outputs;
    await stack.up(args(orgId, "leak", { sharedWith: ["team-b"], onDelete: "retain" }));
    expect(Object.keys(stack.outputs)).toEqual(expect.arrayContaining(Object.keys(before)));
    expect(stack.outputs).toMatchObject({ integrationId: before["integrationId"], orgId, type: "gitlab" });
  });

  it("whose clients never become ready leaves the old token live; the next run finishes it", async () => {
    const { orgId, stack } = await running();
    const old = lab.liveToken(orgId);
    await stack.up(args(orgId, "leak"), { clientsReady: false });
    expect(lab.liveToken(orgId)).toBe(old);
    await stack.up(args(orgId, "leak"));
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
    expect(lab.calls()).toEqual(["provisionToken", "switchToken"]);
  });
});

it("an update that is no rotation keeps token and generation, and calls nobody", async () => {
  const { orgId, stack } = await running();
  const { brokerToken, tokenGeneration, integrationId } = stack.outputs;
  await stack.up(args(orgId, undefined, { sharedWith: ["team-b"] }));
  expect(stack.outputs).toMatchObject({
    brokerToken,
    tokenGeneration,
    integrationId,
    sharedWith: ["team-b"],
  });
  expect(lab.calls()).toEqual([]);
});

it("an update that is no rotation stores what `delete` reads, and forgets what was taken out", async () => {
  const { id: orgId } = lab.org();
  const before = firstInputs(orgId, { sharedWith: ["team-b"], onDelete: "retain" });
  const { outs } = await integration.create(lab.context(), before);
  const after = firstInputs(orgId, { onDelete: "disable" });
  const updated = await integration.update(lab.context(), outs, after);
  expect(updated).toMatchObject({ onDelete: "disable", brokerToken: outs.brokerToken });
  expect(updated.sharedWith).toBeUndefined();
  expect(integration.diff(updated, after).changes).toBe(false);
});

describe("a rotation that is asked for while an earlier one is unfinished", () => {
  it("finishes that one; no second token is asked for", async () => {
    const { orgId, stack } = await running();
    await stack.up(args(orgId, "leak-1"), { clientsReady: false });
    const pending = stack.brokerToken;
    await stack.up(args(orgId, "leak-2"));
    expect(stack.outputs).toMatchObject({
      brokerToken: pending,
      tokenGeneration: 3,
      provisionedGeneration: 2,
    });
    expect([lab.liveToken(orgId), lab.calls()]).toEqual([pending, ["provisionToken", "switchToken"]]);
  });

  it("finishes it after a third one as well, and still asks for none", async () => {
    const { orgId, stack } = await running();
    await stack.up(args(orgId, "leak-1"), { clientsReady: false });
    await stack.up(args(orgId, "leak-2"), { clientsReady: false });
    const pending = stack.brokerToken;
    lab.calls();
    await stack.up(args(orgId, "leak-3"));
    expect([stack.brokerToken, lab.liveToken(orgId), lab.calls()]).toEqual([
      pending,
      pending,
      ["switchToken"],
    ]);
  });

  it("does so on a machine that has no journal as well", async () => {
    const { orgId, stack } = await running();
    await stack.up(args(orgId, "leak-1"), { clientsReady: false });
    const pending = stack.brokerToken;
    await stack.up(args(orgId, "leak-2"), freshMachine());
    expect([stack.brokerToken, lab.liveToken(orgId)]).toEqual([pending, pending]);
    expect(lab.effects("provisionToken", orgId)).toBe(1);
  });

  it("notes there that it is pending: the switch of a later run is sent once", async () => {
    const { orgId, stack } = await running();
    await stack.up(args(orgId, "leak-1"), { clientsReady: false });
    const pending = stack.brokerToken;
    const machine = freshMachine();
    await stack.up(args(orgId, "leak-2"), { ...machine, clientsReady: false });
    lab.calls();
    await stack.up(args(orgId, "leak-2"), machine);
    expect([lab.calls(), lab.liveToken(orgId)]).toEqual([["switchToken"], pending]);
  });

  it("asks for a new token where the journal is gone and the pending one has expired", async () => {
    const { orgId, stack } = await running();
    lab.simulator.settings.patch({ provisionalTokenExpiresAfterSeconds: 60 });
    await stack.up(args(orgId, "leak-1"), { clientsReady: false });
    lab.simulator.clock.advance(61);
    await stack.up(args(orgId, "leak-2"), freshMachine());
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });
});

describe("a provision whose answer was lost", () => {
  it("is most likely the pending one, which the next run says, with the day, as way (2)", async () => {
    const { orgId, stack } = await running();
    lab.simulator.faults.order({ operation: "provisionToken", orgId, kind: "reset", effect: "after" });
    expect(await stack.tryUp(args(orgId, "leak"))).toMatch(
      /Whether Snyk has issued a token is not known; it is not asked for a second time.*`provisionalToken` first\. The live/,
    );
    const live = lab.liveToken(orgId);
    expect(await stack.tryUp(args(orgId, "leak"))).toMatch(
      /A run of this stack asked for a token at 2026-11-22\S* and got no answer.*most likely that one.*way \(2\)/,
    );
    expect(lab.liveToken(orgId)).toBe(live);
  });
});

describe("a provisional token that is pending and not from this stack", () => {
  const blocked = async () => {
    const { orgId, groupId, stack } = await running();
    const sister = lab.org(groupId).id;
    const { outs } = await integration.create(lab.context(freshMachine()), firstInputs(sister));
    const foreign = await lab.context().api.provisionToken(sister, outs.integrationId);
    lab.calls();
    return { orgId, stack, sister, integrationId: outs.integrationId, foreign };
  };

  it("is waited for; the rotation goes on once it is switched", async () => {
    const { orgId, stack, sister, integrationId } = await blocked();
    const rotation = stack.up(args(orgId, "leak"));
    await lab.context().api.switchToken(sister, integrationId);
    await rotation;
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });

  it("is named with three ways out after the deadline; the live token keeps serving", async () => {
    const { orgId, stack, foreign } = await blocked();
    const [live, told] = [lab.liveToken(orgId), lab.logs.length];
    const message = await stack.tryUp(args(orgId, "leak"));
    expect(message).toMatch(/Three ways out: \(1\).*\(2\).*`provisionalToken`.*\(3\).*Snyk support/);
    expect(message).not.toContain(foreign);
    expect([lab.liveToken(orgId), stack.outputs["tokenGeneration"]]).toEqual([live, 1]);
    expect(lab.logs.slice(told)).toEqual([
      expect.stringMatching(/another provisional token is pending in the group; waiting up to 20 s/),
    ]);
    // At once, and every 5 s until the 20 s are over.
    expect(lab.calls().filter((call) => call === "provisionToken")).toHaveLength(5);
  });

  it("is named as well where Snyk does not say whether the Broker is still on", async () => {
    const { orgId, stack } = await blocked();
    for (const operation of ["restListIntegrations", "listIntegrations"] as const)
      lab.simulator.faults.order({
        operation,
        orgId,
        kind: "status",
        status: 503,
        effect: "before",
        times: 99,
      });
    expect(await stack.tryUp(args(orgId, "leak"))).toMatch(/Three ways out/);
  });

  it("is not mistaken for ours in the second rotation of a stack, and a later trigger rotates", async () => {
    const { orgId, groupId, stack } = await running();
    await stack.up(args(orgId, "leak-1"));
    const live = lab.liveToken(orgId);
    const sister = lab.org(groupId).id;
    const { outs } = await integration.create(lab.context(freshMachine()), firstInputs(sister));
    await lab.context().api.provisionToken(sister, outs.integrationId);
    expect(await stack.tryUp(args(orgId, "leak-2"), freshMachine())).toMatch(
      /not from this stack\. Three ways out/,
    );
    expect(lab.liveToken(orgId)).toBe(live);
    await lab.context().api.switchToken(sister, outs.integrationId);
    await stack.up(args(orgId, "leak-3"), freshMachine());
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
    expect(stack.brokerToken).not.toBe(live);
  });
});

describe("provisionalToken", () => {
  it("is what the next rotation uses, without a provision, and it is used once", async () => {
    const { orgId, stack } = await running();
    const integrationId = String(stack.outputs["integrationId"]);
    const provisionalToken = await lab.context().api.provisionToken(orgId, integrationId);
    lab.calls();
    await stack.up(args(orgId, "leak-1", { provisionalToken }));
    expect([lab.calls(), lab.liveToken(orgId)]).toEqual([["switchToken"], provisionalToken]);
    expect(JSON.stringify({ ...stack.outputs, brokerToken: "" })).not.toContain(provisionalToken);

    await stack.up(args(orgId, "leak-2", { provisionalToken })); // still in the program
    expect(lab.calls()).toEqual(["provisionToken", "switchToken"]);
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });

  it("is not used a second time after the Broker was turned off and enabled again", async () => {
    const { orgId, stack } = await running();
    const integrationId = String(stack.outputs["integrationId"]);
    const provisionalToken = await lab.context().api.provisionToken(orgId, integrationId);
    await stack.up(args(orgId, "leak-1", { provisionalToken }));
    lab.simulator.webUi.turnBrokerOff(integrationId);
    await stack.refresh();
    await stack.up(args(orgId, "leak-1", { provisionalToken }));
    await stack.up(args(orgId, "leak-2", { provisionalToken }));
    expect(stack.brokerToken).not.toBe(provisionalToken);
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });
});

describe("two rotations of one group in one process", () => {
  it("queue: the second provisions when the first has switched", async () => {
    const one = await running();
    const other = lab.org(one.groupId).id;
    const queue = new RotationQueue(virtualTime());
    const ctx = lab.context({ queue });
    const second = await integration.create(ctx, firstInputs(other));
    lab.calls();

    const first = await integration.update(
      ctx,
      one.stack.outputs,
      firstInputs(one.orgId, { tokenGeneration: 2 }),
    );
    const waiting = integration.update(ctx, second.outs, firstInputs(other, { tokenGeneration: 2 }));
    await new Promise(setImmediate);
    expect(lab.count("provisionToken")).toBe(1);
    await tokenSwitch.create(ctx, { ...first });
    expect((await waiting).brokerToken).toBe(lab.provisionalToken(other));
    expect(lab.calls()).toEqual(["provisionToken", "switchToken", "provisionToken"]);
  });

  it("end with a message when the first one's clients never become ready", async () => {
    const one = await running();
    const other = lab.org(one.groupId).id;
    const ctx = lab.context();
    const second = await integration.create(ctx, firstInputs(other));
    await integration.update(ctx, one.stack.outputs, firstInputs(one.orgId, { tokenGeneration: 2 }));
    await expect(
      integration.update(ctx, second.outs, firstInputs(other, { tokenGeneration: 2 })),
    ).rejects.toThrow(
      `waited 20 s for the one of gitlab in organization ${one.orgId}, whose clients are not ready yet`,
    );
    expect(lab.effects("provisionToken", other)).toBe(0);
  });

  it("run side by side where only the sharing set counts", async () => {
    lab.simulator.settings.patch({ provisionScope: "sharing-set" });
    const one = await running();
    const other = lab.org(one.groupId).id;
    const ctx = lab.context({ provisionScope: "sharing-set" });
    const second = await integration.create(ctx, firstInputs(other));
    await integration.update(ctx, one.stack.outputs, firstInputs(one.orgId, { tokenGeneration: 2 }));
    const rotated = await integration.update(ctx, second.outs, firstInputs(other, { tokenGeneration: 2 }));
    expect(rotated.brokerToken).toBe(lab.provisionalToken(other));
  });
});

it("a rotation of an integration whose Broker is off says what to run", async () => {
  const { orgId, stack } = await running();
  lab.simulator.webUi.turnBrokerOff(String(stack.outputs["integrationId"]));
  expect(await stack.tryUp(args(orgId, "leak"))).toMatch(
    /its Broker is not enabled at Snyk any more\. Run `pulumi refresh`, then `pulumi up`/,
  );
});

it("a Broker that was turned off gets a provisioned token where enabling returns none", async () => {
  const { orgId, stack } = await running();
  const { integrationId, instance } = stack.outputs;
  lab.simulator.webUi.turnBrokerOff(String(integrationId));
  lab.simulator.settings.patch({ enableReturnsToken: false });
  await stack.refresh();
  lab.calls();
  await stack.up(args(orgId));
  expect(lab.calls()).toEqual([
    "restListConnections",
    "updateIntegration:enable",
    "provisionToken",
    "switchToken",
  ]);
  expect(stack.outputs).toMatchObject({ integrationId, instance, brokerToken: lab.liveToken(orgId) });
});
