import { Operated } from "../support/operated";

jest.setTimeout(300_000);

let stack: Operated;
afterEach(() => stack.close());

const team = (name: string, displayName: string, more = ""): string =>
  `const team = new snykBroker.Organization("${name}", { name: "${displayName}", sourceOrgId: orgs[0], onDelete: "delete", ${more} });`;
const started = async (program: string): Promise<void> => {
  stack = await Operated.create({ program });
  expect(await stack.up()).toMatchObject({ code: 0 });
  stack.changes();
};

describe("an organization with onDelete: delete", () => {
  it("that is renamed at Snyk, then in the program with `adopt`, stays the same in the preview and at Snyk", async () => {
    const inside = `new snykBroker.BrokeredIntegration("gitlab", { orgId: team.orgId, type: "gitlab" });`;
    await started(`${team("team", "Team")} ${inside}`);
    const [created] = stack.project.state().filter(({ type }) => type.endsWith(":Organization"));
    stack.simulator.webUi.renameOrganization(String(created?.outputs?.["orgId"]), "Payments");
    stack.write(`${team("team", "Payments", "adopt: true")} ${inside}`);
    const preview = await stack.preview();
    expect(preview.output).not.toMatch(/replace/);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
  });

  it("that is not renamed at Snyk yet is left as it is, with the order in which to do it", async () => {
    await started(team("team", "Team"));
    stack.write(team("team", "Payments", "adopt: true"));
    const { code, output } = await stack.up();
    expect(code).not.toBe(0);
    expect(output).toContain("rename it in Snyk's web UI");
    expect(stack.changes()).toEqual([]);
  });

  it("whose resource is renamed without an alias is not deleted, by `adopt` or right after the first `up`", async () => {
    await started(team("team", "Team"));
    stack.write(team("renamed", "Team", "adopt: true"));
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    stack.write(team("again", "Team"));
    await stack.up();
    expect(stack.changes()).toEqual([]);
  });

  it("is deleted when nobody has it any more", async () => {
    await started(team("team", "Team"));
    stack.write("");
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual(["deleteOrg"]);
  });
});
