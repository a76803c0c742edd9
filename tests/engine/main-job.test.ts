import { Project } from "../../dev/engine/project";

jest.setTimeout(300_000);

const PROGRAM = `
const integration = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } });
const clone = new snykBroker.ClonedIntegration("clone", { source: integration, orgId: orgs[1] });
const live = new snykBroker.TokenSwitch("switch", { integration });
module.exports = { token: integration.brokerToken, cloneToken: clone.brokerToken, generation: integration.tokenGeneration };
`;

describe("one integration, cloned once, on the real engine", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.create({ program: PROGRAM });
  });
  afterAll(() => project.close());

  const calls = (): string[] =>
    project.simulator.log
      .all()
      .map(({ operation, detail }) => (detail ? `${operation}:${detail}` : operation));

  it("previews without a single call", async () => {
    const { code, output } = await project.preview({ args: ["--diff"] });
    expect(output).toContain("BrokeredIntegration: (create)");
    expect(code).toBe(0);
    expect(calls()).toEqual([]);
  });

  it("enables with two calls and stores the token encrypted", async () => {
    expect(await project.up({ ownProgram: true })).toMatchObject({ code: 0 });
    expect(calls().filter((call) => call !== "listOrgs")).toEqual([
      "listIntegrations",
      "createIntegration",
      // The source's organization once a run, which proves the type; then the clone's own.
      "restListIntegrations",
      "restListIntegrations",
      "restListConnections",
      "cloneIntegration",
    ]);
    const stored = project.stored("BrokeredIntegration");
    expect(stored?.outputs?.["brokerToken"]).toHaveProperty("ciphertext");
    expect(stored?.outputs).toMatchObject({ tokenGeneration: 1, tokenSource: "enable", schemaVersion: 1 });
  });

  it("has nothing to do the second time, and asks nobody", async () => {
    project.simulator.log.clear();
    expect((await project.up({ ownProgram: true })).output).toMatch(/4 unchanged/);
    expect((await project.preview()).output).toMatch(/4 unchanged/);
    expect(calls()).toEqual([]);
  });

  it("refreshes with two calls per integration and finds no drift, twice", async () => {
    project.simulator.log.clear();
    expect((await project.refresh()).output).toMatch(/4 unchanged/);
    expect([...calls()].sort()).toEqual([
      "restListConnections",
      "restListConnections",
      "restListIntegrations",
      "restListIntegrations",
    ]);
    expect((await project.refresh()).output).toMatch(/4 unchanged/);
    expect((await project.preview()).output).toMatch(/4 unchanged/);
  });

  it("stores little, and the same provider text for every resource of a kind", async () => {
    for (const resource of project.state().filter(({ type }) => type.includes("snyk-broker"))) {
      const { __provider: text } = resource.inputs ?? {};
      expect(text).toBe(resource.outputs?.["__provider"]);
      expect(String(text).length).toBeLessThanOrEqual(300);
      expect(project.storedBytes(resource)).toBeLessThanOrEqual(2600);
    }
  });

  it("rotates with two calls, whatever the clones, and is done then", async () => {
    project.simulator.log.clear();
    const today = "2099-01-01";
    expect(await project.up({ today })).toMatchObject({ code: 0 });
    expect(calls()).toEqual(["provisionToken", "switchToken"]);
    expect((await project.preview({ today })).output).toMatch(/4 unchanged/);
    expect(
      project.simulator.integration(project.simulator.orgs[0]?.id ?? "", "gitlab")?.sharingSet,
    ).toHaveLength(2);
  });

  it("leaks no key and no token into output, state, history, plan, events or verbose logs", async () => {
    const args = ["--save-plan", "plan.json"];
    await project.preview({ args });
    await project.preview({ args: ["--json"] });
    await project.up({ args: ["--json"], today: "2099-06-01" });
    await project.up({ args: ["--logtostderr", "-v=8"], today: "2099-10-01" });
    expect(project.scan.planted).toBeGreaterThanOrEqual(4);
    expect(project.scan.leaks()).toEqual([]);
  });

  it("is destroyed with one look and one call per integration; the second time there is nothing left", async () => {
    project.simulator.log.clear();
    expect(await project.destroy()).toMatchObject({ code: 0 });
    const one = ["restListConnections", "updateIntegration:disable"];
    expect(calls()).toEqual([...one, ...one]);
    expect(await project.destroy()).toMatchObject({ code: 0 });
    expect(calls()).toHaveLength(4);
    expect(project.scan.leaks()).toEqual([]);
  });
});
