import { type Simulator, startSimulator } from "../../simulator";
import { SNYKS } from "../provider/support/uncertain";
import { Project } from "../../dev/engine/project";

jest.setTimeout(600_000);

/** Many tenants in one program: each reads its key from a place of its own, named in the program, and has its own Snyk. */
const PROGRAM = `
JSON.parse(process.env.TENANTS).forEach(({ apiUrl, orgId, cloneOrgId }, n) => {
  const api = { apiUrl, tokenEnv: "SNYK_TOKEN_" + n };
  const credentialsOnDelete = { token: "scm-token", url: "https://scm.example" };
  const integration = new snykBroker.BrokeredIntegration("i" + n, { orgId, type: "gitlab", rotation: { everyDays: 90 }, credentialsOnDelete, assumeNotBrokered: true, api });
  const clone = new snykBroker.ClonedIntegration("c" + n, { source: integration, orgId: cloneOrgId, credentialsOnDelete, api });
  new snykBroker.TokenSwitch("s" + n, { integration, api }, { dependsOn: clone });
  module.exports["token" + n] = integration.brokerToken;
});
`;

interface Tenant {
  readonly name: string;
  readonly snyk: Simulator;
  readonly orgId: string;
  readonly cloneOrgId: string;
}

describe("one program under every reading of Snyk's documents", () => {
  const tenants: Tenant[] = [];
  let project: Project;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    for (const { name, settings } of SNYKS) {
      const snyk = await startSimulator({ settings });
      const [org, cloneOrg] = snyk.orgs;
      tenants.push({ name, snyk, orgId: org?.id ?? "", cloneOrgId: cloneOrg?.id ?? "" });
    }
    project = await Project.create({ program: PROGRAM });
    const places = tenants.map(({ snyk, orgId, cloneOrgId }) => ({ apiUrl: snyk.url, orgId, cloneOrgId }));
    env = {
      TENANTS: JSON.stringify(places),
      ...Object.fromEntries(tenants.map(({ snyk }, n) => [`SNYK_TOKEN_${n}`, snyk.adminKey])),
    };
    for (const { name, snyk } of tenants) project.scan.plant(`API key of a Snyk ${name}`, snyk.adminKey);
  });
  afterAll(async () => {
    await project.close();
    for (const { snyk } of tenants) await snyk.close();
  });

  /** @returns the Snyks with which something is not as the state says. */
  async function disagreeing(generation: number): Promise<readonly string[]> {
    const state = project.state();
    const tokens = project.outputsInClear();
    return tenants
      .filter(({ snyk, orgId, cloneOrgId }, n) => {
        const [integration] = snyk.integrations(orgId);
        const [clone] = snyk.integrations(cloneOrgId);
        const live = state.find(({ urn }) => urn.endsWith(`TokenSwitch::s${n}`))?.outputs?.["liveGeneration"];
        const { brokerToken } = snyk.webUi.tokens(integration?.id ?? "");
        const shared = integration?.sharingSet.includes(clone?.id ?? "") === true;
        return !(shared && live === generation && brokerToken === tokens[`token${n}`]);
      })
      .map(({ name }) => name);
  }

  it("creates and clones", async () => {
    expect(await project.up({ env })).toMatchObject({ code: 0 });
    expect(await disagreeing(1)).toEqual([]);
    expect((await project.preview({ env })).output).toMatch(/Resources:\s+\d+ unchanged\s*$/);
  });

  it("rotates with two calls, twice", async () => {
    for (const [generation, today] of [
      [2, "2098-01-01"],
      [3, "2099-01-01"],
    ] as const) {
      for (const { snyk } of tenants) snyk.log.clear();
      expect(await project.up({ env, today })).toMatchObject({ code: 0 });
      expect(await disagreeing(generation)).toEqual([]);
      for (const { name, snyk } of tenants) {
        const calls = snyk.log.all().map(({ operation }) => operation);
        expect([name, ...calls]).toEqual([name, "provisionToken", "switchToken"]);
      }
      expect((await project.preview({ env, today })).output).toMatch(/Resources:\s+\d+ unchanged\s*$/);
    }
  });

  it("refreshes without a difference", async () => {
    const { code, output } = await project.refresh({ env });
    expect([code, output.match(/\d+ (updated|deleted)/g)]).toEqual([0, null]);
  });

  it("turns every Broker off, and has nothing to do the second time", async () => {
    expect(await project.destroy({ env })).toMatchObject({ code: 0 });
    expect(await project.destroy({ env })).toMatchObject({ code: 0 });
    for (const { name, snyk } of tenants) {
      expect([name, snyk.integrations().filter(({ brokered }) => brokered)]).toEqual([name, []]);
    }
    expect(project.scan.leaks()).toEqual([]);
  });
});
