import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Project } from "../../dev/engine/project";

jest.setTimeout(300_000);

/** A Broker whose clients are rendered to files: no cluster is needed to see what happens at Snyk. */
const rendered = mkdtempSync(join(tmpdir(), "snyk-broker-rendered-"));
const BROKER = (organizations: string): string => `
const k8s = require("@pulumi/kubernetes");
const kubernetes = new k8s.Provider("rendered", { renderYamlToDirectory: "${rendered}" });
const broker = new snykBroker.Broker("ghe", {
  integration: { orgId: orgs[0], type: "github-enterprise", rotation: { everyDays: 90 } },
  client: { type: "github-enterprise", host: "ghe.example.com", token: pulumi.secret("scm-token") },
  organizations: ${organizations},
}, { providers: { kubernetes } });
module.exports = { token: broker.brokerToken };
`;

const TENS = [
  "Team 110",
  "Team 111",
  "Team 112",
  "Team 113",
  "Team 114",
  "Team 115",
  "Team 116",
  "Team 117",
  "Team 118",
  "Team 119",
];

describe("one Broker for many organizations", () => {
  let project: Project;
  const group = "c0000000-0000-4000-8000-000000000000";

  beforeAll(async () => {
    project = await Project.create({
      program: BROKER("[orgs[1]]"),
      config: { "snyk-broker:brokerServerUrl": "https://broker.example.com" },
    });
  });
  afterAll(async () => {
    await project.close();
    rmSync(rendered, { recursive: true, force: true });
  });
  const up = async (today?: string) => {
    const { code, output } = await project.up(today === undefined ? {} : { today });
    if (code !== 0) throw new Error(output);
  };

  const sharingSet = () =>
    project.simulator.integration(project.simulator.orgs[0]!.id, "github-enterprise")?.sharingSet ?? [];

  it("gives every listed organization the integration, all on one token", async () => {
    await up();
    expect(sharingSet()).toHaveLength(2);
  });

  it("shows exactly one clone in the preview when one organization is added to the list", async () => {
    project.write(BROKER("[orgs[1], orgs[2]]"));
    project.simulator.log.clear();
    const { output } = await project.preview();
    expect(output).toMatch(/\+ 1 to create/);
    expect(output).toMatch(/ClonedIntegration +ghe-clone-\S+ +create/);
    expect(output).not.toMatch(/to (update|delete|replace)/);
    expect(project.simulator.log.count()).toBe(0);

    await up();
    expect(sharingSet()).toHaveLength(3);
  });

  it("turns the Broker off in the one that is taken off the list, and nowhere else", async () => {
    project.write(BROKER("[orgs[1]]"));
    project.simulator.log.clear();
    await up();
    expect(project.simulator.log.all().map(({ operation, detail }) => [operation, detail])).toEqual([
      ["restListConnections", undefined],
      ["updateIntegration", "disable"],
    ]);
    expect(project.simulator.log.all()[0]?.orgId).toBe(project.simulator.orgs[2]!.id);
    expect(sharingSet()).toHaveLength(2);
  });

  it("refuses an organization of another group before anything is changed", async () => {
    project.write(BROKER("[orgs[1], orgs[3]]"));
    project.simulator.log.clear();
    const { code, output } = await project.up();
    expect(code).not.toBe(0);
    expect(output).toContain("Snyk clones within a group only");
    expect(project.simulator.log.all().filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("makes an organization from the template with its brokered integrations, on the same token", async () => {
    project.write(`${BROKER("[orgs[1]]")}
const team = new snykBroker.Organization("team", { name: "Team", sourceOrgId: orgs[0] }, { dependsOn: broker });
module.exports.integrations = team.integrations;
`);
    expect((await project.preview()).output).toMatch(/Organization +team +create/);
    await up();
    const stored = project.stored("Organization");
    const team = String(stored?.outputs?.["orgId"]);
    const copy = project.simulator.integration(team, "github-enterprise");
    expect(stored?.outputs?.["integrations"]).toEqual({ "github-enterprise": copy?.id });
    expect(sharingSet()).toContain(copy?.id);
    // Of our resource alone: rendered manifests cannot be refreshed.
    const refreshed = await project.refresh({ args: ["--target", stored?.urn ?? ""] });
    expect([refreshed.code, refreshed.output.match(/\d+ (updated|deleted)/g)]).toEqual([0, null]);
  });

  it("rotates all of them, the new organization too, with two calls", async () => {
    project.simulator.log.clear();
    await up("2099-01-01");
    expect(project.simulator.log.all().map(({ operation }) => operation)).toEqual([
      "provisionToken",
      "switchToken",
    ]);
    expect(sharingSet()).toHaveLength(3);
  });

  it("finds the organizations of a group by name, in a program", async () => {
    for (let i = 0; i < 120; i++) {
      project.simulator.addOrg({ name: `Team ${i}`, groupId: group });
    }
    project.write(`
module.exports = async () => {
  const all = await snykBroker.getOrganizations({ groupId: "${group}" });
  const some = await snykBroker.getOrganizations({ groupId: "${group}", name: "Team 11" });
  return { all: all.length, some: some.map(({ name }) => name) };
};`);
    await up();
    const { output } = await project.run(["stack", "output", "--json"]);
    expect(JSON.parse(output)).toEqual({ all: 120, some: ["Team 11", ...TENS] });
  });
});
