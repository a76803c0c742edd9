import { Operated } from "../support/operated";

jest.setTimeout(300_000);

let stack: Operated;
afterEach(() => stack.close());

describe("a second stack in the project's folder", () => {
  const PROGRAM = `
    const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab" });
    new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] });
    new snykBroker.TokenSwitch("switch", { integration: i });`;

  it("takes nothing of the first one's right after its first `up`, and its destroy turns nothing off", async () => {
    stack = await Operated.create({ program: PROGRAM });
    expect(await stack.up()).toMatchObject({ code: 0 });
    await stack.addStack("other");
    const { code, output } = await stack.up({ stack: "other" });
    expect(code).not.toBe(0);
    expect(output).toContain("is brokered already");
    expect(await stack.destroy({ stack: "other" })).toMatchObject({ code: 0 });
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, true]);
  });

  it("does not take the first one's clones for its own", async () => {
    stack = await Operated.create({
      program: `
        const org = pulumi.getStack() === "dev" ? orgs[0] : orgs[2];
        const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: org, type: "gitlab" });
        new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] });`,
    });
    expect(await stack.up()).toMatchObject({ code: 0 });
    await stack.addStack("other");
    expect((await stack.up({ stack: "other" })).code).not.toBe(0);
    expect(await stack.destroy({ stack: "other" })).toMatchObject({ code: 0 });
    expect([stack.isOn(0), stack.isOn(1), stack.isOn(2)]).toEqual([true, true, false]);
  });

  it("does not take the first one's organization over, and deletes it not", async () => {
    stack = await Operated.create({
      program: `new snykBroker.Organization("team", { name: "Team", sourceOrgId: orgs[0], onDelete: "delete" });`,
    });
    expect(await stack.up()).toMatchObject({ code: 0 });
    stack.changes();
    await stack.addStack("other");
    const { code, output } = await stack.up({ stack: "other" });
    expect(code).not.toBe(0);
    expect(output).toContain("exists already");
    expect(await stack.destroy({ stack: "other" })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
  });

  it("beside the first one at the same time: each has its own", async () => {
    stack = await Operated.create({
      program: `
        const org = pulumi.getStack() === "dev" ? orgs[0] : orgs[2];
        const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: org, type: "gitlab", rotation: { trigger: process.env.TRIGGER } });
        new snykBroker.TokenSwitch("switch", { integration: i });`,
      config: { "snyk-broker:provisionScope": "sharing-set" },
      settings: { provisionScope: "sharing-set" },
    });
    await stack.addStack("other");
    await stack.project.run([
      "config",
      "set",
      "snyk-broker:provisionScope",
      "sharing-set",
      "--stack",
      "other",
    ]);
    for (const env of [{}, { TRIGGER: "leak" }]) {
      const both = await Promise.all(
        ["dev", "other"].map((name) => stack.project.up({ args: ["--stack", name], env })),
      );
      expect(both.map(({ code }) => code)).toEqual([0, 0]);
      stack.judge();
    }
    const both = await Promise.all(
      ["dev", "other"].map((name) => stack.project.destroy({ args: ["--stack", name] })),
    );
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    stack.judge();
    expect([stack.isOn(0), stack.isOn(2)]).toEqual([false, false]);
  });
});
