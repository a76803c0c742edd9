import { Operated } from "../support/operated";

jest.setTimeout(300_000);

let stack: Operated;
afterEach(() => stack.close());

const integration = (name: string, more = ""): string =>
  `const i = new snykBroker.BrokeredIntegration("${name}", { orgId: orgs[0], type: "gitlab", ${more} });`;
const started = async (program: string): Promise<void> => {
  stack = await Operated.create({ program });
  expect(await stack.up()).toMatchObject({ code: 0 });
  stack.changes();
};
/** A program gets the token from its configuration; here from the environment, which the scan does not see. */
const ADOPT = `adopt: { brokerToken: pulumi.secret(process.env.LIVE_TOKEN) }`;
const live = () => ({ env: { LIVE_TOKEN: stack.liveToken(0) } });

describe("an integration that is renamed without an alias", () => {
  it("is refused with the advice of an alias, and then taken over by `adopt`, while its Broker stays on", async () => {
    await started(`${integration("gitlab")} new snykBroker.TokenSwitch("switch", { integration: i });`);
    stack.write(`${integration("renamed")} new snykBroker.TokenSwitch("switch", { integration: i });`);
    const refused = await stack.up(stack.withoutJournal);
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("needs an alias");
    expect(refused.output).not.toContain("turn its Broker off");
    expect(stack.isOn(0)).toBe(true);

    stack.write(`${integration("renamed", ADOPT)} new snykBroker.TokenSwitch("switch", { integration: i });`);
    const adopted = await stack.up(live());
    expect(adopted).toMatchObject({ code: 0 });
    expect(adopted.output).toContain("another resource of the program holds it now");
    expect(stack.changes()).toEqual([]);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.isOn(0)).toBe(false);
  });

  it("is refused and stays on in a run that goes on after errors, which deletes what the program has no more", async () => {
    await started(integration("gitlab"));
    stack.write(integration("renamed"));
    const { code } = await stack.up({ ...stack.withoutJournal, args: ["--continue-on-error"] });
    expect(code).not.toBe(0);
    expect(stack.changes()).toEqual([]);
    expect(stack.isOn(0)).toBe(true);
  });

  it("right after the first `up` it goes on with its token, in the same folder", async () => {
    await started(integration("gitlab"));
    stack.write(integration("renamed"));
    await stack.up();
    expect(stack.isOn(0)).toBe(true);
    stack.write("");
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.isOn(0)).toBe(false);
  });

  it("stays on when the run ends between the creation and the delete, whatever becomes of the journal", async () => {
    await started(integration("gitlab"));
    const failing = `new snykBroker.Organization("never", { name: "x", sourceOrgId: "00000000-0000-4000-8000-000000000000" }, { dependsOn: i });`;
    stack.write(`${integration("renamed", ADOPT)} ${failing}`);
    expect((await stack.up(live())).code).not.toBe(0);
    expect(stack.project.state().filter(({ type }) => type.endsWith(":BrokeredIntegration"))).toHaveLength(2);

    stack.write(integration("renamed", ADOPT));
    const env = { ...live().env, ...stack.withoutJournal.env };
    expect(await stack.up({ env })).toMatchObject({ code: 0 });
    expect(stack.isOn(0)).toBe(true);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.isOn(0)).toBe(false);
  });

  it("stays on when the old one alone is destroyed after such a run", async () => {
    await started(integration("gitlab"));
    const failing = `new snykBroker.Organization("never", { name: "x", sourceOrgId: "00000000-0000-4000-8000-000000000000" }, { dependsOn: i });`;
    stack.write(`${integration("renamed", ADOPT)} ${failing}`);
    expect((await stack.up(live())).code).not.toBe(0);
    const urn = "urn:pulumi:dev::engine::pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration::gitlab";
    expect(await stack.destroy({ args: ["--target", urn] })).toMatchObject({ code: 0 });
    expect(stack.isOn(0)).toBe(true);
  });
});

describe("with an alias", () => {
  it("nothing happens to an integration, its clone and its switch that move into a component and out again", async () => {
    const body = (opts: string): string => `
      const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab" }, ${opts});
      new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] }, ${opts});
      new snykBroker.TokenSwitch("switch", { integration: i }, ${opts});`;
    const component = `const parent = new pulumi.ComponentResource("acme:index:Team", "team");`;
    await started(body("{}"));
    stack.write(`${component} ${body("{ parent, aliases: [{ parent: pulumi.rootStackResource }] }")}`);
    expect(await stack.up()).toMatchObject({ code: 0 });
    stack.write(body('{ aliases: [{ parent: "urn:pulumi:dev::engine::acme:index:Team::team" }] }'));
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, true]);
  });
});

describe("a delete before a replace", () => {
  it("whose creation fails, and whose program is taken back, ends with the Broker on", async () => {
    await started(integration("gitlab"));
    const other = "00000000-0000-4000-8000-000000000000";
    stack.write(
      `new snykBroker.BrokeredIntegration("gitlab", { orgId: "${other}", type: "gitlab" }, { deleteBeforeReplace: true });`,
    );
    expect((await stack.up()).code).not.toBe(0);
    stack.write(integration("gitlab"));
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.isOn(0)).toBe(true);
  });
});

describe("an integration that is marked for replacement", () => {
  it.each([["--replace"], ["taint"]])("(%s) is refused, is told the way out, and stays on", async (way) => {
    await started(integration("gitlab"));
    const urn = "urn:pulumi:dev::engine::pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration::gitlab";
    const elsewhere = stack.withoutJournal;
    if (way === "taint") expect((await stack.project.run(["state", "taint", urn, "--yes"])).code).toBe(0);
    const { code, output } = await stack.up({
      ...elsewhere,
      args: way === "taint" ? [] : ["--replace", urn],
    });
    expect(code).not.toBe(0);
    expect(output).toContain("pulumi state untaint");
    expect(output).toContain("rotation.trigger");
    expect(stack.isOn(0)).toBe(true);
    if (way === "taint") expect((await stack.project.run(["state", "untaint", urn, "--yes"])).code).toBe(0);
    expect(await stack.up(elsewhere)).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
  });

  it("after its Broker was found turned off, ends with the Broker on", async () => {
    await started(integration("gitlab"));
    stack.simulator.webUi.turnBrokerOff(
      stack.simulator.integration(stack.simulator.orgs[0]?.id ?? "", "gitlab")?.id ?? "",
    );
    expect(await stack.refresh()).toMatchObject({ code: 0 });
    const urn = "urn:pulumi:dev::engine::pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration::gitlab";
    expect(await stack.up({ args: ["--replace", urn] })).toMatchObject({ code: 0 });
    expect(stack.isOn(0)).toBe(true);
  });
});
