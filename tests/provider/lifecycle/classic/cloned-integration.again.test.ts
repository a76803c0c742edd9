import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { checkContext, failureOf, Lab } from "../../support/lab";
import { pair, type Pair } from "../../support/pair";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
beforeEach(() => lab.simulator.settings.patch({ cloneOverExisting: "overwrites" }));
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

interface Behind extends Pair {
  readonly outs: Properties;
  readonly again: Pair["inputs"];
}

/** The inputs of a clone whose source was last enabled with that generation. */
const enabledIn = (inputs: Pair["inputs"], enabledGeneration: number): Pair["inputs"] => ({
  ...inputs,
  source: { ...inputs.source, enabledGeneration },
});

/** A clone whose source was turned off and enabled again, with another token; and the inputs that say so. */
async function behind(): Promise<Behind> {
  const made = await pair(lab);
  const { outs } = await clone.create(lab.context(), made.inputs);
  const { source, sourceOuts } = made;
  const args = { orgId: source, type: "gitlab" };
  lab.simulator.webUi.turnBrokerOff(String(sourceOuts["integrationId"]));
  const found = await integration.read(lab.context(), sourceOuts);
  if (found.gone) throw new Error("the source is not gone");
  const { inputs } = integration.check(checkContext("2026-11-23"), found.inputs ?? {}, args);
  expect(inputs).toMatchObject({ tokenGeneration: 2, enabledGeneration: 2 });
  await integration.update(lab.context(), found.outs, inputs);
  expect(lab.liveToken(made.target)).not.toBe(lab.liveToken(source));
  lab.calls();
  return { ...made, outs, again: enabledIn(made.inputs, 2) };
}

describe("a clone whose source was turned off and enabled again, with another token", () => {
  it("is cloned again, in place, with one look and one call, and shares the new token", async () => {
    const { source, target, outs, again } = await behind();
    expect(clone.diff(outs, again)).toEqual({ changes: true, replaces: [] });
    const updated = await clone.update(lab.context(), outs, again);
    expect(lab.calls()).toEqual(["restListConnections", "cloneIntegration"]);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
    expect(clone.diff(updated, again).changes).toBe(false);
  });

  it("is cloned again once more when it happens again", async () => {
    const { outs, again } = await behind();
    const updated = await clone.update(lab.context(), outs, again);
    expect(clone.diff(updated, enabledIn(again, 4)).changes).toBe(true);
  });

  it.each(["before", "after"] as const)("is on the new token when an answer is lost (%s)", async (effect) => {
    const { source, target, outs, again } = await behind();
    lab.simulator.faults.order({ operation: "cloneIntegration", kind: "reset", effect });
    await clone.update(lab.context(), outs, again);
    expect(lab.liveToken(target)).toBe(lab.liveToken(source));
  });

  it("is named with the way out where Snyk does not clone over it", async () => {
    lab.simulator.settings.patch({ cloneOverExisting: "conflict" });
    const { target, outs, again } = await behind();
    expect((await failureOf(clone.update(lab.context(), outs, again))).message).toMatch(
      new RegExp(
        "on the former one.*Compare both tokens in Snyk's web UI.*`adopt: true`.*" +
          `remove gitlab of organization ${target} there, run \`pulumi refresh\`, then \`pulumi up\``,
      ),
    );
  });
});

describe("a rotation of the source", () => {
  it("is no change to the clone: Snyk carries it along", async () => {
    const { source, inputs } = await pair(lab);
    const first = integration.check(checkContext("2026-01-01"), {}, { orgId: source, type: "gitlab" }).inputs;
    const args = { orgId: source, type: "gitlab", rotation: { trigger: "leak" } };
    const rotated = integration.check(checkContext("2026-01-02"), first, args).inputs;
    expect(rotated).toMatchObject({ tokenGeneration: 2, enabledGeneration: 1 });
    const { outs } = await clone.create(lab.context(), inputs);
    expect(clone.diff(outs, inputs)).toEqual({ changes: false, replaces: [] });
  });

  it("after a drift keeps the generation of that repair", () => {
    const args = { orgId: "a0000000-0000-4000-8000-000000000001", type: "gitlab" };
    const first = integration.check(checkContext("2026-01-01"), {}, args).inputs;
    const repaired = integration.check(
      checkContext("2026-01-02"),
      { ...first, brokered: false },
      args,
    ).inputs;
    const news = { ...args, rotation: { trigger: "leak" } };
    expect(integration.check(checkContext("2026-01-03"), repaired, news).inputs).toMatchObject({
      tokenGeneration: 3,
      enabledGeneration: 2,
    });
  });
});
