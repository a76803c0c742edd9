import { Operated } from "../support/operated";

jest.setTimeout(300_000);

let stack: Operated;
afterEach(() => stack.close());

const CLIENT = `{ type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("scm-token-of-gitlab") }`;
const broker = (org: number, organizations: string, more = ""): string => `
  new snykBroker.Broker("gitlab", {
    integration: { orgId: orgs[${org}], type: "gitlab" },
    client: ${CLIENT},
    organizations: ${organizations},
    ${more}
  }, { provider: kubernetes });`;
const started = async (program: string, settings = {}): Promise<void> => {
  stack = await Operated.create({ program, settings });
  expect(await stack.up()).toMatchObject({ code: 0 });
  stack.changes();
};

describe("organizations that become a record", () => {
  it("are refused without a journal, taken over with `adopt`, and stay on", async () => {
    await started(broker(0, "[orgs[1], orgs[2]]"));
    const record = "{ one: orgs[1], two: orgs[2] }";
    stack.write(broker(0, record));
    const refused = await stack.up(stack.withoutJournal);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("give it an alias");
    expect([stack.isOn(1), stack.isOn(2)]).toEqual([true, true]);
    stack.write(broker(0, record, "transform: { clone: { adopt: true } },"));
    expect(await stack.up(stack.withoutJournal)).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    expect([stack.isOn(1), stack.isOn(2)]).toEqual([true, true]);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect([stack.isOn(0), stack.isOn(1), stack.isOn(2)]).toEqual([false, false, false]);
  });

  it("right after the first `up` stay on, in the same folder", async () => {
    await started(broker(0, "[orgs[1], orgs[2]]"));
    stack.write(broker(0, "{ one: orgs[1], two: orgs[2] }"));
    await stack.up();
    expect([stack.isOn(1), stack.isOn(2)]).toEqual([true, true]);
  });
});

describe("a clone", () => {
  it("that gets an integration of its own, by `adopt`, stays on", async () => {
    const source = `const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab" });`;
    await started(`${source} new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] });`);
    stack.write(
      `${source} new snykBroker.BrokeredIntegration("own", { orgId: orgs[1], type: "gitlab", adopt: { brokerToken: pulumi.secret(process.env.LIVE_TOKEN) } });`,
    );
    expect(await stack.up({ env: { LIVE_TOKEN: stack.liveToken(1) } })).toMatchObject({ code: 0 });
    expect(stack.isOn(1)).toBe(true);
    expect(stack.changes()).toEqual([]);
  });

  it("that is taken out of the program is turned off, and its source stays on", async () => {
    await started(broker(0, "[orgs[1]]"));
    stack.write(broker(0, "[]"));
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, false]);
  });

  it("declared beside an integration of the same organization is refused in the preview", async () => {
    await started("");
    stack.write(`
      const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab" });
      new snykBroker.BrokeredIntegration("again", { orgId: orgs[0], type: "gitlab" });`);
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toMatch(/declared twice, by BrokeredIntegration "\w+" and by BrokeredIntegration "\w+"/);
    stack.write(`
      const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab" });
      const own = new snykBroker.BrokeredIntegration("own", { orgId: orgs[1], type: "gitlab" });
      new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] }, { dependsOn: own });`);
    const up = await stack.up();
    expect(up.code).not.toBe(0);
    expect(up.output).toContain("declared twice");
  });
});

describe("hand-written resources that become a Broker, without aliases", () => {
  it("stay on with `adopt`, and their clones do", async () => {
    await started(`
      const i = new snykBroker.BrokeredIntegration("i", { orgId: orgs[0], type: "gitlab" });
      new snykBroker.ClonedIntegration("c", { source: i, orgId: orgs[1] });
      new snykBroker.TokenSwitch("s", { integration: i });`);
    stack.write(`
      new snykBroker.Broker("gitlab", {
        integration: { orgId: orgs[0], type: "gitlab", adopt: { brokerToken: pulumi.secret(process.env.LIVE_TOKEN) } },
        client: ${CLIENT},
        organizations: [orgs[1]],
        transform: { clone: { adopt: true } },
      }, { provider: kubernetes });`);
    expect(await stack.up({ env: { LIVE_TOKEN: stack.liveToken(0) } })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, true]);
  });
});

describe("another organization for a source with clones", () => {
  it("clones over first, and turns off nothing but the old integration, last", async () => {
    await started(broker(0, "[orgs[1]]"), { cloneOverExisting: "overwrites" });
    const [old] = stack.deployments();
    stack.write(broker(2, "[orgs[1]]"));
    expect((await stack.preview()).output).toContain("Snyk may refuse to clone over what exists");
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual(["createIntegration", "cloneIntegration", "updateIntegration:disable"]);
    expect([stack.isOn(0), stack.isOn(1), stack.isOn(2)]).toEqual([false, true, true]);
    expect(stack.deployments()).toHaveLength(1);
    expect(stack.deployments()).not.toContain(old);
    expect((await stack.preview()).output).toContain("unchanged");
  });

  it("stops with nothing turned off where Snyk refuses, and goes back", async () => {
    await started(broker(0, "[orgs[1]]"));
    stack.write(broker(2, "[orgs[1]]"));
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(output).toContain("It stays on the token of organization");
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, true]);
    expect(stack.liveToken(1)).toBe(stack.liveToken(0));
    expect(stack.changes()).toEqual(["createIntegration"]);

    const back = broker(0, "[orgs[1]]", "transform: { clone: { adopt: true } },").replace(
      `type: "gitlab" }`,
      `type: "gitlab", adopt: { brokerToken: pulumi.secret(process.env.LIVE_TOKEN) } }`,
    );
    stack.write(back);
    expect(await stack.up({ env: { LIVE_TOKEN: stack.liveToken(0) } })).toMatchObject({ code: 0 });
    expect([stack.isOn(0), stack.isOn(1), stack.isOn(2)]).toEqual([true, true, false]);
  });
});

describe("a source with clones that is to be deleted before it is replaced", () => {
  const program = (org: number, opts: string): string => `
    const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[${org}], type: "gitlab" }, ${opts});
    new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] });
    new snykBroker.TokenSwitch("switch", { integration: i });`;

  it("is refused with everything on, and moves without `deleteBeforeReplace`", async () => {
    await started(program(0, "{ deleteBeforeReplace: true }"), { cloneOverExisting: "overwrites" });
    stack.write(program(2, "{ deleteBeforeReplace: true }"));
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(output).toContain("leave out `deleteBeforeReplace`");
    expect(stack.changes()).toEqual([]);
    expect([stack.isOn(0), stack.isOn(1), stack.isOn(2)]).toEqual([true, true, false]);

    stack.write(program(2, "{}"));
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect([stack.isOn(0), stack.isOn(1), stack.isOn(2)]).toEqual([false, true, true]);
    expect(stack.liveToken(1)).toBe(stack.liveToken(2));
  });
});
