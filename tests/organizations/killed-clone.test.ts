import * as clone from "../../provider/lifecycle/cloned-integration";
import type { Properties } from "../../provider/lifecycle/types";
import { stage, type Stage } from "./run";

let snyk: Stage;
beforeEach(async () => {
  snyk = await stage();
});
afterEach(() => snyk.close());

const inputs = (): Properties => {
  const [source, target] = snyk.simulator.orgs;
  return {
    orgId: target!.id,
    type: "gitlab",
    sourceOrgId: source!.id,
    sourceIntegrationId: snyk.simulator.integration(source!.id, "gitlab")!.id,
    onDelete: "disable",
    brokered: true,
  };
};
const newRun = () => {
  const run = snyk.newRun();
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
    newRun().run.settle(outs, clone.journalKey);
    await expect(clone.create(newRun().ctx, inputs())).rejects.toThrow(/already/);
  });

  it("leaves no note when it is destroyed", async () => {
    snyk.simulator.webUi.addIntegration({ orgId: snyk.simulator.orgs[0]!.id, type: "gitlab" });
    const { outs } = await clone.create(newRun().ctx, inputs());
    await clone.remove(newRun().ctx, { ...outs, onDelete: "retain" });
    await expect(clone.create(newRun().ctx, inputs())).rejects.toThrow(/already/);
  });
});
