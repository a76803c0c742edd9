import { Journal } from "../../../../provider/lifecycle/ledger/journal";
import { Lab } from "../../support/lab";
import { LifecycleStack, type UpOptions } from "../../support/stack";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => lab.calls());

const args = (orgId: string, trigger?: string) => ({
  orgId,
  type: "gitlab",
  ...(trigger && { rotation: { trigger } }),
});

/** A stack with a backup of its state, and what was done since. */
async function restored(since: (stack: LifecycleStack, orgId: string) => Promise<void>) {
  const { id: orgId } = lab.org();
  const stack = new LifecycleStack(lab);
  await stack.up(args(orgId));
  const backup = [stack.integration, stack.switch] as const;
  await since(stack, orgId);
  const given = Number(stack.outputs["tokenGeneration"]);
  const up = async (trigger: string, options?: UpOptions) => {
    [stack.integration, stack.switch] = backup;
    await stack.up(args(orgId, trigger), options);
  };
  return { orgId, stack, given, up };
}

const rotated = async (stack: LifecycleStack, orgId: string) => {
  await stack.up(args(orgId, "leak"));
  await stack.up(args(orgId, "leak")); // a state is compared with the notes in the run after it
};
const rotatedInTwoSteps = async (stack: LifecycleStack, orgId: string) => {
  await stack.up(args(orgId, "leak-0"), { clientsReady: false });
  await rotated(stack, orgId);
};
const enabledAgain = async (stack: LifecycleStack, orgId: string) => {
  await rotated(stack, orgId);
  lab.simulator.webUi.turnBrokerOff(String(stack.outputs["integrationId"]));
  await stack.refresh();
  await rotated(stack, orgId);
};

describe("a state that was restored from a backup", () => {
  it.each<[what: string, since: typeof rotated, given: number]>([
    ["rotated", rotated, 2],
    ["rotated, one rotation finishing another", rotatedInTwoSteps, 3],
    ["enabled again", enabledAgain, 3],
  ])(
    "from before it was %s gives out no number again: clients carry it, and the former ones may still run",
    async (_, since, given) => {
      const { orgId, stack, up, ...last } = await restored(since);
      expect(last.given).toBe(given);
      await up("leak-2");
      expect(stack.outputs["tokenGeneration"]).toBe(given + 1);
      expect([stack.brokerToken, stack.switch?.outputs["liveGeneration"]]).toEqual([
        lab.liveToken(orgId),
        given + 1,
      ]);
    },
  );

  it("is said to be older than what was done since: its token may not be live any more", async () => {
    const { orgId, up } = await restored(rotated);
    const line =
      `gitlab in organization ${orgId}: this state (token generation 1) is older than what this stack did on 2026-11-22 ` +
      `(generation 2), as a restored backup is. Its token may not be live any more: rotate it with another ` +
      `\`rotation.trigger\`.`;
    expect(lab.logs).not.toContain(line);
    await up("leak-2");
    expect(lab.logs).toContain(line);
  });

  it("gives out no number twice when that happens again, either", async () => {
    const { stack, up } = await restored(rotated);
    await up("leak-2");
    await up("leak-3");
    expect(stack.outputs["tokenGeneration"]).toBe(4);
  });

  it("counts for its own stack and machine: another one's notes mean nothing to it", async () => {
    const another = await restored(rotated);
    await another.up("leak-2", { owner: "acme/payments/prod" });
    expect(another.stack.outputs["tokenGeneration"]).toBe(2);
    const elsewhere = await restored(rotated);
    await elsewhere.up("leak-2", { journal: new Journal(`${lab.folder}/${crypto.randomUUID()}`) });
    expect(elsewhere.stack.outputs["tokenGeneration"]).toBe(2);
  });
});
