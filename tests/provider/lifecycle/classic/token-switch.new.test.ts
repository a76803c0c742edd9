import { Journal } from "../../../../provider/lifecycle/ledger/journal";
import * as tokenSwitch from "../../../../provider/lifecycle/classic/token-switch";
import { failureOf, Lab } from "../../support/lab";
import { LifecycleStack } from "../../support/stack";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.logs.length = 0;
  lab.calls();
});

const freshMachine = () => ({ journal: new Journal(`${lab.folder}/${crypto.randomUUID()}`) });
const args = (orgId: string, trigger?: string) => ({
  orgId,
  type: "gitlab",
  ...(trigger && { rotation: { trigger } }),
});

/** A stack on its second token. */
async function rotated({ switched = true } = {}) {
  const { id: orgId } = lab.org();
  const stack = new LifecycleStack(lab);
  await stack.up(args(orgId));
  await stack.up(args(orgId, "leak"), { clientsReady: switched });
  const former = stack.switch;
  lab.calls();
  const integrationId = String(stack.outputs["integrationId"]);
  return { orgId, stack, former, integrationId, live: () => stack.switch?.outputs["liveGeneration"] };
}

describe.each(["dropped", "provisional"] as const)(
  "a TokenSwitch that is new in the state, for a token of an earlier run (Snyk keeps the former one: %s)",
  (oldTokenAfterSwitch) => {
    beforeEach(() => lab.simulator.settings.patch({ oldTokenAfterSwitch }));

    it.each([true, false])(
      "sends nothing where no note says whether it was switched to (%s), and asks",
      async (switched) => {
        const { orgId, stack, integrationId } = await rotated({ switched });
        stack.switch = undefined;
        const live = lab.liveToken(orgId);
        const question = await stack.tryUp(args(orgId, "leak"), freshMachine());
        expect(question).toMatch(
          /^Could not tell which broker token .*this TokenSwitch is new.*Nothing was sent: a second switch may switch back/,
        );
        for (const generation of [2, 1]) {
          expect(question).toContain(
            `\`pulumi config set snyk-broker:liveGeneration ${integrationId}=${generation}\``,
          );
        }
        expect([lab.calls(), lab.liveToken(orgId), stack.switch]).toEqual([[], live, undefined]);
      },
    );

    it.each([true, false])("goes on with the answer (switched before: %s)", async (switched) => {
      const { orgId, stack, integrationId, live } = await rotated({ switched });
      stack.switch = undefined;
      const liveGenerations = new Map([[integrationId, switched ? 2 : 1]]);
      await stack.up(args(orgId, "leak"), { ...freshMachine(), liveGenerations });
      expect(lab.calls()).toEqual(switched ? [] : ["switchToken"]);
      expect([lab.liveToken(orgId), live()]).toEqual([stack.brokerToken, 2]);
    });

    it.each([true, false])("need not ask where the notes are (switched before: %s)", async (switched) => {
      const { orgId, stack, live } = await rotated({ switched });
      stack.switch = undefined;
      await stack.up(args(orgId, "leak"));
      expect(lab.calls()).toEqual(switched ? [] : ["switchToken"]);
      expect([lab.liveToken(orgId), live()]).toEqual([stack.brokerToken, 2]);
    });

    it("need not ask where it replaces one that the same run has met", async () => {
      const { orgId, former } = await rotated();
      const ctx = lab.context(freshMachine());
      tokenSwitch.seen(ctx.ledger, ctx, former?.outputs ?? {});
      const token = lab.liveToken(orgId);
      const { outs } = await tokenSwitch.create(ctx, former?.inputs ?? {});
      expect([outs.liveGeneration, lab.calls(), lab.liveToken(orgId)]).toEqual([2, [], token]);
    });

    it("asks for another creation of the integration, whose tokens count from 1 again", async () => {
      const { former } = await rotated();
      const ctx = lab.context();
      tokenSwitch.seen(ctx.ledger, ctx, former?.outputs ?? {});
      const another = { ...former?.inputs, instance: "aaaaaa" };
      expect((await failureOf(tokenSwitch.create(ctx, another))).message).toContain(
        "this TokenSwitch is new",
      );
      const update = tokenSwitch.update(ctx, former?.outputs ?? {}, another);
      expect((await failureOf(update)).message).toContain("this TokenSwitch is new");
      expect(lab.calls()).toEqual([]);
    });
  },
);

describe("snyk-broker:liveGeneration that was left behind", () => {
  it("does not keep a token from being switched to, and is said to be of no use any more", async () => {
    const { orgId, stack, integrationId, live } = await rotated({ switched: false });
    const old = lab.liveToken(orgId);
    await stack.up(args(orgId, "leak"), { liveGenerations: new Map([[integrationId, 2]]) });
    expect(lab.calls()).toEqual(["switchToken"]);
    expect([lab.liveToken(orgId), live()]).toEqual([stack.brokerToken, 2]);
    expect(lab.liveToken(orgId)).not.toBe(old);
    expect(lab.logs).toContain(
      `gitlab in organization ${orgId}: which token is live is known now. Take its entry (${integrationId}=…) out of ` +
        `snyk-broker:liveGeneration: \`pulumi config rm snyk-broker:liveGeneration\` where it is the only one.`,
    );
  });

  it.each([1, 2, 7])(
    "changes nothing about a switch that is known to have happened (%s)",
    async (generation) => {
      const { orgId, stack, former, integrationId } = await rotated();
      const liveGenerations = new Map([[integrationId, generation]]);
      const token = lab.liveToken(orgId);
      await tokenSwitch.update(lab.context({ liveGenerations }), former?.outputs ?? {}, former?.inputs ?? {});
      expect([lab.calls(), lab.liveToken(orgId)]).toEqual([[], token]);
      expect(stack.brokerToken).toBe(token);
    },
  );

  it("of another integration is not spoken of", async () => {
    const { orgId, stack } = await rotated({ switched: false });
    await stack.up(args(orgId, "leak"), { liveGenerations: new Map([[crypto.randomUUID(), 1]]) });
    expect(lab.logs).toEqual([]);
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });
});

describe("a person's answer to a question about the live token", () => {
  it.each(["before", "after"] as const)(
    "counts on a machine without notes too, though the run was killed whose answer was lost %s its effect",
    async (effect) => {
      lab.simulator.settings.patch({ oldTokenAfterSwitch: "provisional" });
      const { orgId, stack, former, integrationId, live } = await rotated({ switched: false });
      lab.simulator.faults.order({ operation: "switchToken", orgId, kind: "reset", effect });
      await stack.tryUp(args(orgId, "leak"));
      stack.switch = former; // killed before the engine has stored what it was told
      expect(await stack.tryUp(args(orgId, "leak"))).toMatch(/Could not tell which broker token/);

      const isNew = lab.liveToken(orgId) === stack.brokerToken;
      const liveGenerations = new Map([[integrationId, isNew ? 2 : 1]]);
      await stack.up(args(orgId, "leak"), { ...freshMachine(), liveGenerations });
      expect([lab.liveToken(orgId), live()]).toEqual([stack.brokerToken, 2]);
    },
  );
});
