import * as clone from "../../../../provider/lifecycle/classic/cloned-integration";
import type { Properties } from "../../../../provider/lifecycle/engine/protocol";
import { stage, type LifecycleStage } from "../../support/stage";

let snyk: LifecycleStage;
beforeEach(async () => {
  snyk = await stage();
});
afterEach(() => snyk.close());

const inputs = (): Properties => {
  const [source, target] = snyk.simulator.orgs;
  return {
    orgId: target!.id,
    source: {
      orgId: source!.id,
      type: "gitlab",
      id: snyk.simulator.integration(source!.id, "gitlab")!.id,
    },
    onDelete: "disable",
    brokered: true,
  };
};
const newRun = (stack?: string) => {
  const run = snyk.newRun();
  if (stack !== undefined) run.checkContext('ClonedIntegration "clone"', stack);
  return { run, ctx: run.context({}) };
};

describe("a clone that Snyk has made and the state does not hold, because the run was killed", () => {
  it("is taken over by the next run, without a second clone call", async () => {
    snyk.simulator.webUi.addIntegration({ orgId: snyk.simulator.orgs[0]!.id, type: "gitlab" });
    const { id } = await clone.create(newRun().ctx, inputs()); // the engine never stores it
    expect((await clone.create(newRun().ctx, inputs())).id).toBe(id);
    expect(snyk.simulator.log.count("cloneIntegration")).toBe(1);
  });

  it("leaves no note once the state holds it: the same integration is then refused to another resource", async () => {
    snyk.simulator.webUi.addIntegration({ orgId: snyk.simulator.orgs[0]!.id, type: "gitlab" });
    const { outs } = await clone.create(newRun().ctx, inputs());
    const { run, ctx } = newRun();
    clone.settle(run.ledger, ctx, outs);
    await expect(clone.create(newRun().ctx, inputs())).rejects.toThrow(/already/);
  });

  it("leaves no note when it is destroyed", async () => {
    snyk.simulator.webUi.addIntegration({ orgId: snyk.simulator.orgs[0]!.id, type: "gitlab" });
    const { outs } = await clone.create(newRun().ctx, inputs());
    await clone.remove(newRun().ctx, { ...outs, onDelete: "retain" });
    await expect(clone.create(newRun().ctx, inputs())).rejects.toThrow(/already/);
  });

  it("leaves no note either once the state holds what a later run has taken over", async () => {
    snyk.simulator.webUi.addIntegration({ orgId: snyk.simulator.orgs[0]!.id, type: "gitlab" });
    await clone.create(newRun().ctx, inputs()); // the engine never stores it
    const { outs } = await clone.create(newRun().ctx, inputs());
    const { run, ctx } = newRun();
    clone.settle(run.ledger, ctx, outs);
    await expect(clone.create(newRun().ctx, inputs())).rejects.toThrow(/already/);
  });

  it("is nothing to another stack in the same folder, and nothing to a clone of another source", async () => {
    snyk.simulator.webUi.addIntegration({ orgId: snyk.simulator.orgs[0]!.id, type: "gitlab" });
    await clone.create(newRun("acme/payments/dev").ctx, inputs());
    await expect(clone.create(newRun("acme/payments/prod").ctx, inputs())).rejects.toThrow(/already/);
    const { source } = inputs() as { readonly source: Properties };
    const other = { ...inputs(), source: { ...source, id: `${String(source["id"])}/k3x9qd` } };
    await expect(clone.create(newRun("acme/payments/dev").ctx, other)).rejects.toThrow(/already/);
    expect(snyk.simulator.log.count("cloneIntegration")).toBe(1);
  });
});
