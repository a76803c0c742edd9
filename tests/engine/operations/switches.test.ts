import { Operated } from "../support/operated";

jest.setTimeout(300_000);

let stack: Operated;
afterEach(() => stack.close());

const FIRST = "2027-01-01";
const LATER = "2027-05-01";
const LATEST = "2027-09-01";
const BROKER = `
  new snykBroker.Broker("gitlab", {
    integration: { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } },
    client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret(process.env.SCM_TOKEN || "made-up-token") },
  }, { provider: kubernetes });`;
const PLAIN = `
  const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } });
  new snykBroker.TokenSwitch("switch", { integration: i });`;
const inBroker = (kind: string, name: string): string =>
  `urn:pulumi:dev::engine::snyk-broker:index:Broker$${kind}::${name}`;
const INTEGRATION = inBroker("pulumi-nodejs:dynamic/snyk-broker:BrokeredIntegration", "gitlab-integration");
const SWITCH = inBroker("pulumi-nodejs:dynamic/snyk-broker:TokenSwitch", "gitlab-switch");
const DEPLOYMENT = inBroker(
  "snyk-broker:index:BrokerClient$kubernetes:apps/v1:Deployment",
  "gitlab-client-deployment",
);
const SECRET = inBroker("snyk-broker:index:BrokerClient$kubernetes:core/v1:Secret", "gitlab-client-secret");
const PLAIN_SWITCH = "urn:pulumi:dev::engine::pulumi-nodejs:dynamic/snyk-broker:TokenSwitch::switch";

describe("a rotation that leaves out a client", () => {
  it.each([
    ["--exclude", ["--exclude", DEPLOYMENT, "--exclude", SECRET]],
    ["--target", ["--target", INTEGRATION, "--target", SWITCH]],
  ])("(%s) is refused in the preview, switches nothing, and goes on with all of them", async (_, args) => {
    stack = await Operated.create({ program: BROKER });
    expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
    stack.changes();
    const preview = await stack.preview({ today: LATER, args });
    expect(preview.code).not.toBe(0);
    expect(preview.output).toMatch(
      /is to switch to token g2-\w{6}, and client "default" runs with token g1-\w{6}/,
    );
    const { code } = await stack.up({ today: LATER, args });
    expect(code).not.toBe(0);
    expect(stack.changes()).not.toContain("switchToken");
    expect(await stack.up({ today: LATER })).toMatchObject({ code: 0 });
    expect(stack.changes()).toContain("switchToken");
  });

  it("--target-dependents of the integration rotates with its clients", async () => {
    stack = await Operated.create({ program: BROKER });
    expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
    const args = ["--target", INTEGRATION, "--target-dependents"];
    expect(await stack.up({ today: LATER, args })).toMatchObject({ code: 0 });
    expect(stack.changes()).toContain("switchToken");
  });
});

describe.each(["dropped", "provisional"] as const)(
  "where Snyk keeps the former token as %s",
  (oldTokenAfterSwitch) => {
    beforeEach(async () => {
      stack = await Operated.create({ program: PLAIN, settings: { oldTokenAfterSwitch } });
      expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
      expect(await stack.up({ today: LATER })).toMatchObject({ code: 0 });
      expect(await stack.up({ today: LATER })).toMatchObject({ code: 0 });
      stack.changes();
    });

    it("a TokenSwitch that is replaced sends nothing", async () => {
      expect(await stack.up({ today: LATER, args: ["--replace", PLAIN_SWITCH] })).toMatchObject({ code: 0 });
      expect(stack.changes()).toEqual([]);
    });

    it("one that was taken out of the state sends nothing, with the journal or without", async () => {
      await stack.project.run(["state", "delete", PLAIN_SWITCH, "--yes"]);
      const asked = await stack.up({ today: LATER, ...stack.withoutJournal });
      expect(asked.code).not.toBe(0);
      expect(asked.output).toContain("this TokenSwitch is new");
      expect(asked.output).toContain("snyk-broker:liveGeneration");
      expect(await stack.up({ today: LATER })).toMatchObject({ code: 0 });
      expect(stack.changes()).toEqual([]);
    });

    it("what a person has looked up and left behind suppresses no later switch, and the output says so", async () => {
      const { id = "" } = stack.simulator.integration(stack.simulator.orgs[0]?.id ?? "", "gitlab") ?? {};
      await stack.project.config({ "snyk-broker:liveGeneration": `${id}=3` });
      const { code, output } = await stack.up({ today: LATEST });
      expect(code).toBe(0);
      expect(output).toContain("pulumi config rm snyk-broker:liveGeneration");
      expect(stack.changes()).toEqual(["provisionToken", "switchToken"]);
    });
  },
);

describe("a run with a wrong clock", () => {
  it("does not stop the schedule: the next run says so and counts from its own day", async () => {
    stack = await Operated.create({ program: PLAIN });
    expect(await stack.up({ today: "2099-03-01" })).toMatchObject({ code: 0 });
    const next = await stack.up({ today: FIRST });
    expect(next.output).toContain("was issued on 2099-03-01, says the state, and today is 2027-01-01");
    stack.changes();
    expect(await stack.up({ today: LATER })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual(["provisionToken", "switchToken"]);
  });
});
