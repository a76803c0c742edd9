import { type Simulator, startSimulator } from "../../../simulator";
import { Project } from "../../../dev/engine/project";

jest.setTimeout(600_000);

const CLONES = 12;

/** One integration and its clones, in organizations of their own. */
const program = (sourceOrg: string, destinations: readonly string[]): string => `
const source = new snykBroker.BrokeredIntegration("gitlab", { orgId: "${sourceOrg}", type: "gitlab" });
for (const orgId of ${JSON.stringify(destinations)}) new snykBroker.ClonedIntegration("clone-" + orgId, { source, orgId });
`;

describe("several programs on one API key", () => {
  let snyk: Simulator;
  const projects: Project[] = [];

  beforeAll(async () => {
    // Snyk's own limits would take minutes to reach: a small one a second stands for them.
    snyk = await startSimulator({ rateLimits: { restPerSecond: 5 } });
    for (let i = 0; i < 3; i++) {
      const source = snyk.addOrg({ name: `Template ${i}` }).id;
      const destinations = Array.from(
        { length: CLONES },
        (_, n) => snyk.addOrg({ name: `Team ${i} ${n}` }).id,
      );
      projects.push(
        await Project.create({
          program: program(source, destinations),
          config: { "snyk-broker:apiUrl": snyk.url },
        }),
      );
    }
  });
  afterAll(async () => {
    for (const project of projects) await project.close();
    await snyk.close();
  });

  it("are refused now and then, and fail no resource", async () => {
    const env = { SNYK_TOKEN: snyk.adminKey };
    const runs = await Promise.all(projects.map((project) => project.up({ env })));
    for (const { code, output } of runs) if (code !== 0) throw new Error(output);
    expect(snyk.log.all().filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expect(snyk.integrations().filter(({ brokered }) => brokered)).toHaveLength(3 * (CLONES + 1));
    expect(snyk.log.of("cloneIntegration").filter(({ effect }) => effect)).toHaveLength(3 * CLONES);
  });
});

describe("a lower limit", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.create({ program: "", config: { "snyk-broker:requestsPerMinute": "60" } });
    const destinations = Array.from(
      { length: 4 },
      (_, n) => project.simulator.addOrg({ name: `Team ${n}` }).id,
    );
    project.write(program(project.simulator.orgs[0]!.id, destinations));
  });
  afterAll(() => project.close());

  it("is kept by all resources of the program together", async () => {
    expect(await project.up()).toMatchObject({ code: 0 });
    const times = project.simulator.log.all().map(({ at }) => Date.parse(at));
    expect(times).toHaveLength(13);
    // A burst of 6, then one a second: at most 8 in any two seconds.
    const most = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 2000).length),
    );
    expect(most).toBeLessThanOrEqual(8);
  });
});
