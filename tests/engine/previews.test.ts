import { Project } from "../../dev/engine/project";
import { readPreview } from "./support/human-preview";

jest.setTimeout(600_000);

/**
 * What people read before they agree to an `up`. A changed snapshot is a changed text: read it as somebody would who
 * has twenty more pull requests to look at.
 */
async function expectReadable(project: Project, today: string): Promise<void> {
  const { short, diff, review } = await readPreview(project, today);
  expect(short).toMatchSnapshot("pulumi preview");
  expect(diff).toMatchSnapshot("pulumi preview --diff");
  expect(review).toMatchSnapshot("review");
}

describe("a Broker with a client on Kubernetes and two clones", () => {
  const program = `
    const k8s = require("@pulumi/kubernetes");
    const provider = new k8s.Provider("k8s", { renderYamlToDirectory: require("path").join(__dirname, "yaml") });
    new snykBroker.Broker("gitlab", {
      integration: { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } },
      organizations: { payments: orgs[1], search: orgs[2] },
      client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("glpat-in-gitlab") },
      brokerServerUrl: "https://broker.snyk.io",
    }, { providers: { kubernetes: provider } });
  `;
  let project: Project;
  beforeAll(async () => {
    project = await Project.create({ program });
  });
  afterAll(() => project.close());

  it("shows the first create", async () => {
    await expectReadable(project, "2027-01-01");
  });

  it("shows a rotation that is due", async () => {
    expect(await project.up({ today: "2027-01-01" })).toMatchObject({ code: 0 });
    await expectReadable(project, "2027-04-02");
  });
});

describe("an integration with a client of its own making", () => {
  const program = (everyDays: number): string => `
    class Client extends pulumi.dynamic.Resource {
      constructor(name, args) {
        super({ create: async () => ({ id: name, outs: {} }), diff: async () => ({ changes: false }) }, name, args, undefined, "test", "Client");
      }
    }
    const brokerToken = new pulumi.Config().requireSecret("brokerToken");
    const integration = new snykBroker.BrokeredIntegration("gitlab", {
      orgId: orgs[0],
      type: "gitlab",
      rotation: { everyDays: ${everyDays} },
      adopt: { brokerToken, tokenIssuedOn: "2027-01-01" },
    });
    const client = new Client("client", { token: integration.brokerToken });
    new snykBroker.TokenSwitch("switch", { integration }, { dependsOn: client });
    new snykBroker.ClonedIntegration("payments", { source: integration, orgId: orgs[1] });
  `;
  let project: Project;
  let integrationId: string;
  beforeAll(async () => {
    project = await Project.create({
      program: program(90),
      simulator: { settings: { cloneOverExisting: "overwrites" } },
    });
    const { webUi, orgs } = project.simulator;
    integrationId = webUi.addIntegration({ orgId: orgs[0]!.id, type: "gitlab" });
    const { brokerToken = "" } = webUi.tokens(integrationId);
    await project.run(["config", "set", "--secret", "engine:brokerToken", brokerToken]);
  });
  afterAll(() => project.close());

  it("shows an adoption", async () => {
    await expectReadable(project, "2027-02-01");
  });

  it("shows nothing for another policy", async () => {
    expect(await project.up({ today: "2027-02-01" })).toMatchObject({ code: 0 });
    project.write(program(60));
    await expectReadable(project, "2027-02-01");
  });

  it("shows a Broker that was turned off, after a refresh", async () => {
    project.simulator.webUi.turnBrokerOff(integrationId);
    expect(await project.refresh()).toMatchObject({ code: 0 });
    await expectReadable(project, "2027-02-01");
  });

  it("shows a deletion", async () => {
    expect(await project.up({ today: "2027-02-01" })).toMatchObject({ code: 0 });
    project.write("");
    await expectReadable(project, "2027-02-01");
  });

  it("shows no token in any of it", () => {
    expect(project.scan.planted).toBeGreaterThanOrEqual(2);
    expect(project.scan.leaks()).toEqual([]);
  });
});
