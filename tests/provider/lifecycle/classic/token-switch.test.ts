import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import { Journal } from "../../../../provider/lifecycle/ledger/journal";
import * as tokenSwitch from "../../../../provider/lifecycle/classic/token-switch";
import { firstInputs, Lab, partialFailureOf } from "../../support/lab";
import { LifecycleStack } from "../../support/stack";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

const args = (orgId: string, trigger?: string) => ({
  orgId,
  type: "gitlab",
  ...(trigger && { rotation: { trigger } }),
});
const freshMachine = () => ({ journal: new Journal(`${lab.folder}/${crypto.randomUUID()}`) });

interface Pending {
  readonly orgId: string;
  readonly groupId: string;
  readonly integrationId: string;
  readonly stack: LifecycleStack;
  readonly old: string | undefined;
}

/** A stack whose new token waits for the switch. */
async function pending(): Promise<Pending> {
  const { id: orgId, groupId } = lab.org();
  const stack = new LifecycleStack(lab);
  await stack.up(args(orgId));
  const old = stack.brokerToken;
  await stack.up(args(orgId, "leak"), { clientsReady: false });
  lab.calls();
  return { orgId, groupId, integrationId: String(stack.outputs["integrationId"]), stack, old };
}

describe("a switch", () => {
  it("makes no call for a first token that is live already", async () => {
    const { id } = lab.org();
    const { outs } = await integration.create(lab.context(), firstInputs(id));
    lab.calls();
    const { outs: live } = await tokenSwitch.create(lab.context(), { ...outs });
    expect([live.liveGeneration, lab.calls()]).toEqual([1, []]);
  });

  it("makes one for a first token that had to be provisioned", async () => {
    lab.simulator.settings.patch({ enableReturnsToken: false });
    const { id } = lab.org();
    const { outs } = await integration.create(lab.context(), firstInputs(id));
    lab.calls();
    await tokenSwitch.create(lab.context(), { ...outs });
    expect([lab.calls(), lab.liveToken(id)]).toEqual([["switchToken"], outs.brokerToken]);
  });

  it("moves the clones of the integration along", async () => {
    const { orgId, groupId, integrationId, stack } = await pending();
    const sister = lab.org(groupId).id;
    await lab.context().api.cloneIntegration(orgId, integrationId, sister);
    await stack.up(args(orgId, "leak"));
    expect([lab.liveToken(orgId), lab.liveToken(sister)]).toEqual([stack.brokerToken, stack.brokerToken]);
  });

  it("needs no call when only its connection is written differently", async () => {
    const { orgId, stack } = await pending();
    await stack.up(args(orgId, "leak"));
    lab.calls();
    const inputs = { ...stack.switch?.inputs, api: { tokenEnv: "OTHER" } };
    expect(tokenSwitch.diff(stack.switch?.outputs ?? {}, inputs).changes).toBe(true);
    await tokenSwitch.update(lab.context(), stack.switch?.outputs ?? {}, inputs);
    expect(lab.calls()).toEqual([]);
  });
});

describe("a switch whose answer is lost", () => {
  const lost = ["reset", "malformed", "html"] as const;

  it.each(lost)("after its effect (%s) is done in the next run", async (kind) => {
    const { orgId, stack } = await pending();
    lab.simulator.faults.order({ operation: "switchToken", orgId, kind, effect: "after" });
    expect(await stack.tryUp(args(orgId, "leak"))).toMatch(
      /^Could not switch to the provisional broker token/,
    );
    await stack.up(args(orgId, "leak"));
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
    expect(lab.effects("switchToken", orgId)).toBe(1);
  });

  it.each(lost)("before its effect (%s) is made in the next run, once", async (kind) => {
    const { orgId, stack, old } = await pending();
    lab.simulator.faults.order({ operation: "switchToken", orgId, kind, effect: "before" });
    expect(await stack.tryUp(args(orgId, "leak"))).toBeDefined();
    expect(lab.liveToken(orgId)).toBe(old);
    await stack.up(args(orgId, "leak"));
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
    expect(lab.effects("switchToken", orgId)).toBe(1);
  });

  it("stays in the state as unfinished, without a token", async () => {
    const { orgId, stack } = await pending();
    lab.simulator.faults.order({
      operation: "switchToken",
      orgId,
      kind: "status",
      status: 502,
      effect: "after",
    });
    const { properties } = await partialFailureOf(stack.up(args(orgId, "leak")));
    expect(properties).toMatchObject({ liveGeneration: 1, tokenGeneration: 2, unansweredGeneration: 2 });
    expect(JSON.stringify(properties)).not.toContain(stack.brokerToken);
  });

  it("is done in the next run on a machine without the journal: the state says that it was sent", async () => {
    const { orgId, stack } = await pending();
    lab.simulator.faults.order({ operation: "switchToken", orgId, kind: "reset", effect: "after" });
    await stack.tryUp(args(orgId, "leak"), freshMachine());
    await stack.up(args(orgId, "leak"), freshMachine());
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });

  it("and that another rotation follows before it is cleared up, ends with the live token in the state", async () => {
    for (const effect of ["before", "after"] as const) {
      const { orgId, stack } = await pending();
      lab.simulator.faults.order({ operation: "switchToken", orgId, kind: "reset", effect });
      await stack.tryUp(args(orgId, "leak"));
      await stack.up(args(orgId, "leak-2"));
      expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
    }
  });
});

describe("a run that is killed between the switch and the state", () => {
  it("is cleared up by the next run, without a second switch", async () => {
    const { orgId, stack } = await pending();
    await stack.tryUp(args(orgId, "leak"), { killedAfter: "switch" });
    lab.calls();
    await stack.up(args(orgId, "leak"));
    expect([lab.calls(), lab.liveToken(orgId)]).toEqual([[], stack.brokerToken]);
  });
});

describe("where Snyk lets tokens be switched back and forth", () => {
  beforeEach(() => lab.simulator.settings.patch({ oldTokenAfterSwitch: "provisional" }));

  it.each(["before", "after"] as const)(
    "a lost answer (%s its effect) is a question to a person, again and again until it is answered",
    async (effect) => {
      const { orgId, integrationId, stack } = await pending();
      lab.simulator.faults.order({ operation: "switchToken", orgId, kind: "reset", effect });
      await stack.tryUp(args(orgId, "leak"));
      const question =
        /Could not tell which broker token.*Both clients keep serving.*snyk-broker:liveGeneration/;
      expect(await stack.tryUp(args(orgId, "leak"))).toMatch(question);
      expect(stack.switch?.outputs["liveGeneration"]).toBe(1);

      const isNew = lab.liveToken(orgId) === stack.brokerToken;
      const liveGenerations = new Map([[integrationId, isNew ? 2 : 1]]);
      await stack.up(args(orgId, "leak"), { liveGenerations });
      expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
      expect(stack.switch?.outputs["liveGeneration"]).toBe(2);
    },
  );

  it("an unanswered question is not taken for an answer by the next run", async () => {
    const { orgId, stack } = await pending();
    lab.simulator.faults.order({ operation: "switchToken", orgId, kind: "reset", effect: "before" });
    await stack.tryUp(args(orgId, "leak"));
    await stack.tryUp(args(orgId, "leak"));
    expect(await stack.tryUp(args(orgId, "leak"))).toMatch(/Could not tell which broker token/);
    expect(stack.switch?.outputs["liveGeneration"]).toBe(1);
  });
});

describe("a switch that Snyk refuses", () => {
  it("when nothing is provisional and none was sent, keeps the old client and says how to go on", async () => {
    const { orgId, stack, old } = await pending();
    lab.simulator.settings.patch({ provisionalTokenExpiresAfterSeconds: 60 });
    lab.simulator.clock.advance(61);
    expect(await stack.tryUp(args(orgId, "leak"))).toMatch(
      /has no provisional token for this integration.*rotate again with another `rotation\.trigger`\. The old client keeps serving/,
    );
    expect(lab.liveToken(orgId)).toBe(old);
    await stack.up(args(orgId, "leak-2"));
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });

  it("is done once a person has confirmed that the token is live", async () => {
    const { orgId, integrationId, stack } = await pending();
    await lab.context().api.switchToken(orgId, integrationId);
    expect(await stack.tryUp(args(orgId, "leak"), freshMachine())).toMatch(/snyk-broker:liveGeneration/);
    await stack.up(args(orgId, "leak"), { liveGenerations: new Map([[integrationId, 2]]) });
    expect(stack.switch?.outputs["liveGeneration"]).toBe(2);
  });

  it("for want of a permission, is made by the next run", async () => {
    const { orgId, stack } = await pending();
    expect(await stack.tryUp(args(orgId, "leak"), { apiKey: lab.simulator.viewerKey })).toMatch(/HTTP 403/);
    await stack.up(args(orgId, "leak"));
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });
});
