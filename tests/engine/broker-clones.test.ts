import { Project } from "../../dev/engine/project";

jest.setTimeout(600_000);

/** Clones of a `Broker`, named by organization ids as most are. */
const PROGRAM = `
const k8s = require("@pulumi/kubernetes");
const kubernetes = new k8s.Provider("k8s", { renderYamlToDirectory: require("path").join(__dirname, "yaml") });
new snykBroker.Broker("gitlab", {
  integration: {
    orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 },
    credentialsOnDelete: { token: "credential-after-the-broker", url: "https://gitlab.example.com" },
  },
  organizations: [orgs[1], orgs[2]],
  client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("glpat-in-gitlab") },
  brokerServerUrl: "https://broker.snyk.io",
}, { providers: { kubernetes } });
`;
const WITHOUT_CREDENTIALS = PROGRAM.replace(/credentialsOnDelete: .*/, "");

describe("the clones of a Broker on the real engine", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.create({
      program: WITHOUT_CREDENTIALS,
      simulator: { settings: { cloneOverExisting: "overwrites" } },
    });
    project.scan.plant("credentialsOnDelete", "credential-after-the-broker");
    const { code, output } = await project.up({ today: "2027-01-01", ownProgram: true });
    if (code !== 0) throw new Error(output);
  });
  afterAll(() => project.close());

  const calls = (): string[] =>
    project.simulator.log
      .all()
      .map(({ operation, detail }) => (detail ? `${operation}:${detail}` : operation));
  const source = () => project.simulator.integration(project.simulator.orgs[0]!.id, "gitlab");

  it("store at most 2,650 bytes each", () => {
    const clones = project.state().filter(({ type }) => type.endsWith(":ClonedIntegration"));
    expect(clones).toHaveLength(2);
    for (const clone of clones) expect(project.storedBytes(clone)).toBeLessThanOrEqual(2650);
  });

  it("follow a rotation with no call and no line in the preview, which knows every id", async () => {
    const { output } = await project.preview({ today: "2027-04-02", args: ["--diff"] });
    expect(output).not.toContain("ClonedIntegration");
    expect(output).not.toMatch(/integrationId *: .*(unknown|output<)/i);
    project.simulator.log.clear();
    expect(await project.up({ today: "2027-04-02" })).toMatchObject({ code: 0 });
    expect(calls()).toEqual(["provisionToken", "switchToken"]);
  });

  it("are cloned again, in place, when the source was turned off and comes back with another token", async () => {
    project.simulator.webUi.turnBrokerOff(source()!.id);
    const target = project.stored("BrokeredIntegration")?.urn ?? ""; // rendered files cannot be refreshed
    const refreshed = await project.refresh({ today: "2027-04-03", args: ["--target", target] });
    expect(refreshed).toMatchObject({ code: 0 });
    const { output } = await project.preview({ today: "2027-04-03", args: ["--diff"] });
    expect(output.match(/\+ enabledGeneration *: 3/g)).toHaveLength(2);
    project.simulator.log.clear();
    expect(await project.up({ today: "2027-04-03" })).toMatchObject({ code: 0 });
    expect(calls().filter((call) => !/list/i.test(call))).toEqual([
      "updateIntegration:enable",
      "cloneIntegration",
      "cloneIntegration",
    ]);
    expect(source()?.sharingSet).toHaveLength(3);
    expect((await project.preview({ today: "2027-04-03" })).output).toMatch(/\d+ unchanged\s*$/);
  });

  it("leave the credentials of the integration behind when they go, and show them to nobody", async () => {
    project.write(PROGRAM);
    expect(await project.up({ today: "2027-04-03" })).toMatchObject({ code: 0 });
    project.simulator.settings.patch({ emptyCredentialsOnDisable: "refused" });
    expect(await project.destroy({ today: "2027-04-03" })).toMatchObject({ code: 0 });
    expect(project.simulator.integrations().filter(({ brokered }) => brokered)).toEqual([]);
    expect(project.scan.leaks().filter((leak) => !leak.includes("/index.js"))).toEqual([]);
  });
});
