import { Project } from "../../dev/engine/project";

jest.setTimeout(300_000);

const TODAY = "2027-02-01";
const PROGRAM = `
const integration = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } });
const clone = new snykBroker.ClonedIntegration("clone", { source: integration, orgId: orgs[1] });
new snykBroker.TokenSwitch("switch", { integration }, { dependsOn: clone });
module.exports = { token: integration.brokerToken };
`;

let project: Project;
beforeEach(async () => {
  project = await Project.create({ program: PROGRAM });
  expect(await project.up({ today: "2027-01-01" })).toMatchObject({ code: 0 });
});
afterEach(() => project.close());

const at = (n: number) => project.simulator.integration(project.simulator.orgs[n]?.id ?? "", "gitlab");

/** Both integrations share the token that the state holds, and nothing is left to do. */
async function expectRepaired(): Promise<void> {
  const [source, clone] = [at(0), at(1)];
  expect([source?.brokered, clone?.brokered]).toEqual([true, true]);
  expect(source?.sharingSet).toContain(clone?.id);
  const { token } = project.outputsInClear();
  expect(project.simulator.webUi.tokens(source?.id ?? "").brokerToken).toBe(token);
  expect((await project.preview({ today: TODAY })).output).toMatch(/4 unchanged/);
  expect(project.scan.leaks()).toEqual([]);
}

describe("after a refresh that finds", () => {
  it("the integration gone, the preview says that it is made again, with its clone, and the `up` does it", async () => {
    project.simulator.webUi.removeIntegration(at(0)?.id ?? "");
    expect((await project.refresh({ today: TODAY })).output).toMatch(/BrokeredIntegration gitlab deleted/);
    const { output } = await project.preview({ today: TODAY });
    expect(output).toMatch(/\+ {2}pulumi-nodejs:dynamic\/snyk-broker:BrokeredIntegration gitlab create/);
    // There is one place for a clone of this type: the old one has to go before.
    project.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    expect(await project.up({ today: TODAY })).toMatchObject({ code: 0 });
    await expectRepaired();
  });

  it("its Broker turned off, the preview names that as the reason of a new token, and the clone follows", async () => {
    project.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    project.simulator.webUi.turnBrokerOff(at(0)?.id ?? "");
    expect((await project.refresh({ today: TODAY })).output).toContain("the Broker is turned off at Snyk");
    const { output } = await project.preview({ today: TODAY, args: ["--diff"] });
    expect(output).toMatch(/rotationReason *: "first token" => "the Broker was found turned off at Snyk"/);
    expect(output).toMatch(/ClonedIntegration: \(update\)/);
    expect(await project.up({ today: TODAY })).toMatchObject({ code: 0 });
    await expectRepaired();
  });

  it("the clone's Broker turned off, the `up` clones it again", async () => {
    project.simulator.settings.patch({ cloneOverExisting: "overwrites" });
    project.simulator.webUi.turnBrokerOff(at(1)?.id ?? "");
    expect(await project.refresh({ today: TODAY })).toMatchObject({ code: 0 });
    expect(await project.up({ today: TODAY })).toMatchObject({ code: 0 });
    expect(project.simulator.log.of("provisionToken")).toEqual([]);
    await expectRepaired();
  });
});

describe("a refresh that is no answer", () => {
  it.each([
    ["403", /lacks the permission "View Integrations"/],
    ["404", /the API key may not see it/],
  ] as const)(
    "because the key may not look (HTTP %s) fails, and takes nothing out of the state",
    async (status, says) => {
      project.simulator.settings.patch({ errorOnMissingPermission: status });
      const blind = project.simulator.addKey({ name: "blind", permissions: ["View Organization"] });
      project.scan.plant("the key that may not look", blind);
      const { code, output } = await project.refresh({ today: TODAY, env: { SNYK_TOKEN: blind } });
      expect(code).not.toBe(0);
      expect(output).toMatch(says);
      expect((await project.preview({ today: TODAY })).output).toMatch(/4 unchanged/);
      expect(project.scan.leaks()).toEqual([]);
    },
  );

  it("because Snyk cannot be reached fails, and takes nothing out of the state", async () => {
    for (const operation of ["restListIntegrations", "listIntegrations"] as const) {
      project.simulator.faults.order({ operation, kind: "reset", effect: "before", times: 100 });
    }
    const { code, output } = await project.refresh({ today: TODAY });
    expect(code).not.toBe(0);
    expect(output).toMatch(/Snyk's API could not be reached \(ECONNRESET\)/);
    project.simulator.faults.clear();
    expect((await project.preview({ today: TODAY })).output).toMatch(/4 unchanged/);
  });
});
