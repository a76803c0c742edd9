import { Project } from "../../dev/engine/project";
import { PERSON } from "../../simulator/snyk/person";

jest.setTimeout(300_000);

const TODAY = "2027-02-01";
const PROGRAM = `
const integration = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab" });
new snykBroker.ClonedIntegration("clone", { source: integration, orgId: orgs[1] });
`;

let project: Project;
beforeEach(async () => {
  project = await Project.create({ program: PROGRAM });
  expect(await project.up({ today: TODAY })).toMatchObject({ code: 0 });
});
afterEach(() => project.close());

const idIn = (n: number) =>
  project.simulator.integration(project.simulator.orgs[n]?.id ?? "", "gitlab")?.id ?? "";

/** As printed, on one line: the engine breaks long ones where it likes. */
async function refreshed(env?: Readonly<Record<string, string>>): Promise<string> {
  const { code, output } = await project.refresh({ today: TODAY, ...(env && { env }) });
  expect(code).toBe(0);
  return output.replace(/\s+/g, " ");
}

const LAST_CHANGE = String.raw`Its last change in Snyk's audit log: \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC, by a person\.`;

describe("a Broker that was turned off by hand", () => {
  it("is printed by a refresh with when, and by which kind of account: of an integration and of a clone", async () => {
    for (const n of [0, 1]) project.simulator.webUi.turnBrokerOff(idIn(n));
    const output = await refreshed();
    for (const again of ["enables it again", "clones it again"])
      expect(output).toMatch(new RegExp(`turned off at Snyk; \`pulumi up\` ${again}\\. ${LAST_CHANGE}`));
    for (const personal of Object.values(PERSON)) expect(output).not.toContain(personal);
    expect(project.scan.leaks()).toEqual([]);
  });

  it("is printed without that where the key may not read the audit log, and the refresh ends as well", async () => {
    project.simulator.webUi.turnBrokerOff(idIn(0));
    const viewer = project.simulator.viewerKey;
    project.scan.plant("the key that may only look", viewer);
    const output = await refreshed({ SNYK_TOKEN: viewer });
    expect(output).toContain("turned off at Snyk; `pulumi up` enables it again.");
    expect(output).not.toContain("audit log");
    expect(project.scan.leaks()).toEqual([]);
  });
});
