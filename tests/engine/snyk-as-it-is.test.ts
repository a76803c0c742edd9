import { Operated } from "./support/operated";

jest.setTimeout(300_000);

const PROGRAM = `
const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90, trigger: process.env.TRIGGER } });
const clone = new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] });
new snykBroker.TokenSwitch("switch", { integration: i }, { dependsOn: clone });`;
const FIRST = "2027-01-01";
const DUE = "2027-05-01";

let stack: Operated;
afterEach(() => stack.close());

/** On one line: the engine breaks long ones where it likes. */
const oneLine = (text: string): string => text.replace(/\s+/g, " ");
const idIn = (index: number, type = "gitlab"): string =>
  stack.simulator.integration(stack.simulator.orgs[index]?.id ?? "", type)?.id ?? "";

it("an azure-repos Broker is turned off", async () => {
  stack = await Operated.create({
    program: `new snykBroker.BrokeredIntegration("azure", { orgId: orgs[0], type: "azure-repos" });`,
  });
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await stack.destroy()).toMatchObject({ code: 0 });
  const { orgs } = stack.simulator;
  expect(stack.simulator.integration(orgs[0]?.id ?? "", "azure-repos")).toMatchObject({
    brokered: false,
    credentialFields: ["token", "url"],
  });
});

it("a call that Snyk suspends is told as that, is not repeated, and changes nothing", async () => {
  stack = await Operated.create({ program: PROGRAM });
  expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
  const live = stack.liveToken(0);
  for (const operation of ["provisionToken", "switchToken"] as const) {
    stack.simulator.faults.order({ operation, effect: "before", kind: "status", status: 410 });
    stack.simulator.log.clear();
    const { code, output } = await stack.up({ today: DUE });
    expect(code).not.toBe(0);
    expect(oneLine(output)).toMatch(/Snyk has ended this call, or suspends it for some hours/);
    expect(output).not.toMatch(/another provisional token is pending|Could not tell/);
    expect(stack.simulator.log.count(operation)).toBe(1);
    expect(stack.liveToken(0)).toBe(live);
  }
  // The brownout is over.
  expect(await stack.up({ today: DUE })).toMatchObject({ code: 0 });
  expect(stack.liveToken(0)).not.toBe(live);
  // That of the run whose switch was suspended.
  expect(stack.simulator.log.count("provisionToken")).toBe(1);
  expect(await stack.destroy()).toMatchObject({ code: 0 });
});

it("what Snyk announces of an end is one warning a run", async () => {
  stack = await Operated.create({ program: PROGRAM, settings: { restSunset: "2027-07-22" } });
  const { code, output } = await stack.up({ today: FIRST });
  expect(code).toBe(0);
  // Once while it runs, and once more among the diagnostics at the end.
  const [, diagnostics = ""] = oneLine(output).split("Diagnostics:");
  expect(diagnostics.match(/2027-07-22/g)).toHaveLength(1);
});

it("an integration that the REST list leaves out is not created over", async () => {
  stack = await Operated.create({ program: PROGRAM, settings: { restOmits: ["gitlab"] } });
  const [org] = stack.simulator.orgs;
  stack.simulator.webUi.addIntegration({ orgId: org?.id ?? "", type: "gitlab" });
  const live = stack.liveToken(0);
  const { code, output } = await stack.up();
  expect(code).not.toBe(0);
  expect(oneLine(output)).toContain("exists already, and Snyk does not say whether its Broker is enabled");
  expect([stack.changes(), stack.liveToken(0)]).toEqual([[], live]);
});

it("a key over its limit rests for a minute, or for as long as Snyk says, and nothing fails", async () => {
  stack = await Operated.create({ program: PROGRAM });
  stack.simulator.faults.order({
    operation: "listOrgs",
    effect: "before",
    kind: "status",
    status: 429,
    retryAfter: 2,
  });
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(stack.simulator.log.count("listOrgs")).toBe(2);
});

it("a budget for each API, or one for both: both at once are refused in the preview", async () => {
  stack = await Operated.create({
    program: PROGRAM,
    config: { "snyk-broker:requestsPerMinute": "1500", "snyk-broker:v1RequestsPerMinute": "1000" },
  });
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(oneLine(output)).toContain("snyk-broker:requestsPerMinute is for both of Snyk's APIs together");
});

describe("what has moved to the Universal Broker", () => {
  beforeEach(async () => {
    stack = await Operated.create({ program: PROGRAM });
    expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
    stack.changes();
  });

  it("is left as it is by every run after the refresh that says so, and by the destroy", async () => {
    for (const index of [0, 1]) stack.simulator.webUi.moveToUniversal(idIn(index), "prod");
    const refreshed = await stack.refresh({ today: FIRST });
    expect(refreshed).toMatchObject({ code: 0 });
    expect(oneLine(refreshed.output)).toMatch(/goes through the Universal Broker \(connection "prod"\) now/);

    const preview = await stack.preview({ today: DUE, args: ["--expect-no-changes"] });
    expect(preview).toMatchObject({ code: 0 });
    expect(oneLine(preview.output)).toMatch(/\(connection "prod"\): it is left as it is/);
    expect(await stack.up({ today: DUE })).toMatchObject({ code: 0 });
    const asked = await stack.preview({ today: DUE, env: { TRIGGER: "leak" } });
    expect(asked.code).not.toBe(0);
    expect(oneLine(asked.output)).toContain("it has no broker token to rotate");

    expect(await stack.destroy({ today: DUE })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    for (const index of [0, 1]) {
      const { orgs } = stack.simulator;
      const found = stack.simulator.integration(orgs[index]?.id ?? "", "gitlab");
      expect(found).toMatchObject({ brokered: true, universalConnection: "prod" });
    }
  });

  it("is left on by a destroy that no refresh came before", async () => {
    stack.simulator.webUi.moveToUniversal(idIn(0), "prod");
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual(["updateIntegration:disable"]);
    expect(stack.simulator.integration(stack.simulator.orgs[0]?.id ?? "", "gitlab")?.brokered).toBe(true);
  });

  it("comes back by a refresh and a run, once it is disconnected there", async () => {
    stack.simulator.webUi.moveToUniversal(idIn(1), "prod");
    expect(await stack.refresh({ today: FIRST })).toMatchObject({ code: 0 });
    stack.simulator.webUi.turnBrokerOff(idIn(1));
    expect(await stack.refresh({ today: FIRST })).toMatchObject({ code: 0 });
    expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual(["cloneIntegration"]);
    expect(stack.liveToken(1)).toBe(stack.liveToken(0));
  });
});
