import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import type { BrokeredIntegrationState } from "../../../../provider/lifecycle/classic/brokered-integration-state";
import type { Context } from "../../../../provider/lifecycle/context";
import { PartialFailure } from "../../../../provider/lifecycle/engine/partial-failure";
import { RotationBudget } from "../../../../provider/lifecycle/classic/token/budget";
import { RotationQueue } from "../../../../provider/lifecycle/classic/token/queue";
import * as tokenSwitch from "../../../../provider/lifecycle/classic/token-switch";
import type { Created, Properties } from "../../../../provider/lifecycle/engine/protocol";
import { firstInputs, Lab, virtualTime } from "../../support/lab";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
beforeEach(() => lab.simulator.settings.patch({ enableReturnsToken: false }));
afterEach(() => lab.calls());

type Result = Created<BrokeredIntegrationState> | PartialFailure;

/** One step of the engine: with its result, or with what is left of it. */
function settled(step: Promise<Created<BrokeredIntegrationState>>): Promise<Result> {
  return step.catch((error: unknown) => {
    if (error instanceof PartialFailure) return error;
    throw error;
  });
}

/** Switches whatever gets a token, as its clients' rollout does at the end. */
async function switchedWhen(ctx: Context, step: Promise<Result>): Promise<Result> {
  const result = await step;
  if (!(result instanceof PartialFailure)) await tokenSwitch.create(ctx, { ...result.outs });
  return result;
}

describe("more creations of one group than may wait, when Snyk enables without returning a token", () => {
  const group = () => {
    const { id, groupId } = lab.org();
    return [id, ...[1, 2, 3, 4].map(() => lab.org(groupId).id)];
  };
  const run = () => lab.context({ queue: new RotationQueue(virtualTime()), budget: new RotationBudget() });

  it("do not wait for each other: three get their turn, the others end at once and say how to go on", async () => {
    const orgs = group();
    const ctx = run();
    const results = await Promise.all(
      orgs.map((org) => switchedWhen(ctx, settled(integration.create(ctx, firstInputs(org))))),
    );
    const left = results.filter((result) => result instanceof PartialFailure);
    expect([results.length, left.length]).toEqual([5, 2]);
    for (const { message, properties } of left) {
      expect(message).toMatch(
        /is enabled, but Snyk returned no token.*`pulumi up --continue-on-error` again: each run goes on with up to 3/,
      );
      expect(properties).toMatchObject({ integrationId: expect.any(String) as string });
    }
    expect(lab.count("provisionToken")).toBe(3);
  });

  it("are finished by the next run", async () => {
    const orgs = group();
    const first = run();
    const results = await Promise.all(
      orgs.map((org) => switchedWhen(first, settled(integration.create(first, firstInputs(org))))),
    );
    const next = run();
    const unfinished: Properties[] = results.flatMap((result) =>
      result instanceof PartialFailure ? [result.properties] : [],
    );
    await Promise.all(
      unfinished.map(async (state) => {
        const outs = await integration.update(next, state, firstInputs(String(state["orgId"])));
        await tokenSwitch.create(next, { ...outs });
        expect(outs.brokerToken).toBe(lab.liveToken(outs.orgId));
      }),
    );
    for (const org of orgs) expect(lab.effects("provisionToken", org)).toBe(1);
  });

  it("end when the one in front is never switched, long before a rotation would", async () => {
    const [one = "", two = ""] = group();
    const time = virtualTime();
    const ctx = { ...run(), queue: new RotationQueue(time), timer: time, rotationWaitMs: 3_600_000 };
    await integration.create(ctx, firstInputs(one));
    const result = await settled(integration.create(ctx, firstInputs(two)));
    expect(result).toBeInstanceOf(PartialFailure);
    expect((result as PartialFailure).message).toContain(`waited 120 s for the one of gitlab`);
  });
});
