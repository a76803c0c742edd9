import type { Operation } from "../../../../simulator";
import { observeType } from "../../../../provider/lifecycle/classic/observe/integrations";
import { Lab } from "../../support/lab";
import { LifecycleStack } from "../../support/stack";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

const SUSPENDED = /Snyk has ended this call, or suspends it.*HTTP 410.*Nothing was changed.*after a brownout/;
const args = (orgId: string, trigger?: string) => ({
  orgId,
  type: "gitlab",
  ...(trigger !== undefined && { rotation: { trigger } }),
});

/** Snyk suspends a call, as often as it is sent. */
function suspend(operation: Operation, orgId: string): void {
  lab.simulator.faults.order({ operation, orgId, kind: "status", status: 410, effect: "before", times: 99 });
}

async function running(): Promise<{ orgId: string; stack: LifecycleStack }> {
  const { id: orgId } = lab.org();
  const stack = new LifecycleStack(lab);
  await stack.up(args(orgId));
  lab.calls();
  return { orgId, stack };
}

describe("a call that Snyk suspends", () => {
  it.each([
    ["provisionToken", ["provisionToken"]],
    ["switchToken", ["provisionToken", "switchToken"]],
  ] as const)(
    "in a rotation (%s) is sent once, changes nothing, and the next run finishes the rotation",
    async (operation, calls) => {
      const { orgId, stack } = await running();
      const live = lab.liveToken(orgId);
      suspend(operation, orgId);
      expect(await stack.tryUp(args(orgId, "leak"))).toMatch(SUSPENDED);
      expect([lab.calls(), lab.liveToken(orgId)]).toEqual([calls, live]);
      lab.simulator.faults.clear();
      await stack.up(args(orgId, "leak"));
      expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
      expect(lab.effects("provisionToken", orgId) + lab.effects("switchToken", orgId)).toBe(
        operation === "provisionToken" ? 2 : 1,
      );
    },
  );

  it("in a creation is sent once, and leaves nothing behind", async () => {
    const { id: orgId } = lab.org();
    const stack = new LifecycleStack(lab);
    suspend("createIntegration", orgId);
    expect(await stack.tryUp(args(orgId))).toMatch(SUSPENDED);
    expect(lab.calls()).toEqual(["listIntegrations", "createIntegration"]);
    lab.simulator.faults.clear();
    await stack.up(args(orgId));
    expect(lab.liveToken(orgId)).toBe(stack.brokerToken);
  });

  it("in a destroy is no question of credentials, and the state keeps the integration", async () => {
    const { orgId, stack } = await running();
    suspend("updateIntegration", orgId);
    await expect(stack.destroy()).rejects.toThrow(SUSPENDED);
    expect(stack.integration).toBeDefined();
    lab.simulator.faults.clear();
    await stack.destroy();
    expect(lab.simulator.integration(orgId, "gitlab")?.brokered).toBe(false);
  });

  it("when it is the REST list leaves the question of what exists to V1", async () => {
    const { orgId } = await running();
    suspend("restListIntegrations", orgId);
    const found = await observeType(lab.context().api, orgId, "gitlab");
    expect(found).toMatchObject({ type: "gitlab", brokered: undefined });
  });

  it("when it is V1's list says nothing about what exists", async () => {
    const { orgId, stack } = await running();
    suspend("restListIntegrations", orgId);
    suspend("listIntegrations", orgId);
    await expect(stack.refresh()).rejects.toThrow(SUSPENDED);
    expect(stack.integration).toBeDefined();
  });
});
