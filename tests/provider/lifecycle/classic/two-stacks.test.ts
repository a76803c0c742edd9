import * as integration from "../../../../provider/lifecycle/classic/brokered-integration";
import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import { failureOf, firstInputs, Lab } from "../../support/lab";
import { pair } from "../../support/pair";
import { LifecycleStack } from "../../support/stack";

let lab: Lab;
beforeAll(async () => (lab = await Lab.start()));
afterAll(() => lab.close());
afterEach(() => {
  lab.simulator.settings.reset();
  lab.simulator.faults.clear();
  lab.calls();
});

/** Another stack of the same project: it runs in the same folder, and so beside the same notes. */
const SECOND = { owner: "acme/payments/prod" };

describe("a second stack in the same folder", () => {
  it("does not take the integration that a killed run of the first one has made, nor its token", async () => {
    const { id } = lab.org();
    await integration.create(lab.context(), firstInputs(id)); // never reached the first stack's state
    const token = lab.liveToken(id);
    const { message } = await failureOf(integration.create(lab.context(SECOND), firstInputs(id)));
    expect(message).toContain("is brokered already");
    expect(message).not.toContain(token);
    const { outs } = await integration.create(lab.context(), firstInputs(id));
    expect(outs.brokerToken).toBe(token);
  });

  it("does not take the token that a killed rotation of the first one was given", async () => {
    const { id: orgId } = lab.org();
    const [first, second] = [new LifecycleStack(lab), new LifecycleStack(lab)];
    await first.up({ orgId, type: "gitlab" });
    const adopt = { brokerToken: first.brokerToken };
    await second.up({ orgId, type: "gitlab", adopt }, SECOND);
    const rotation = { trigger: "leak" };
    await first.tryUp({ orgId, type: "gitlab", rotation }, { killedAfter: "integration" });
    const pending = lab.provisionalToken(orgId);

    const message = await second.tryUp({ orgId, type: "gitlab", rotation }, SECOND);
    expect(message).toMatch(/Another provisional token is pending in the group/);
    expect(message).not.toContain(pending);
    expect(second.brokerToken).toBe(adopt.brokerToken);
    await first.up({ orgId, type: "gitlab", rotation });
    expect([first.brokerToken, lab.liveToken(orgId)]).toEqual([pending, pending]);
  });

  it("does not take the clone that a killed run of the first one has made", async () => {
    const { inputs } = await pair(lab);
    const { id } = await clone.create(lab.context(), inputs); // never reached the first stack's state
    expect((await failureOf(clone.create(lab.context(SECOND), inputs))).message).toMatch(
      /has a gitlab integration already.*Nothing was changed/,
    );
    expect((await clone.create(lab.context(), inputs)).id).toBe(id);
    expect(lab.count("cloneIntegration")).toBe(1);
  });

  it("that has adopted the integration ends without an effect on the first one's notes", async () => {
    const { id: orgId } = lab.org();
    const [first, second] = [new LifecycleStack(lab), new LifecycleStack(lab)];
    await first.up({ orgId, type: "gitlab" });
    const adopt = { brokerToken: first.brokerToken };
    await second.up({ orgId, type: "gitlab", adopt, onDelete: "retain" }, SECOND);
    await first.up({ orgId, type: "gitlab", rotation: { trigger: "leak" } }, { clientsReady: false });
    await second.destroy();
    lab.calls();
    await first.up({ orgId, type: "gitlab", rotation: { trigger: "leak-2" } });
    expect(lab.calls()).toEqual(["switchToken"]); // finishes the rotation that its note tells of
    expect(lab.liveToken(orgId)).toBe(first.brokerToken);
  });
});
