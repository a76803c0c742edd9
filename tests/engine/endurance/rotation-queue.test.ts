import { type Simulator, startSimulator } from "../../../simulator";
import { readPreview } from "../support/human-preview";
import { Project, type Ran } from "../../../dev/engine/project";
import { STAND_IN_CLIENT } from "../support/stand-in-client";

jest.setTimeout(600_000);

const LATER = "2099-01-01";
const DEFERRED =
  /\S+ in organization .+: rotation deferred to the next run \(due since \S+, every 90 days\); others of its group rotate first/g;
const program = (orgIds: readonly string[], everyDays = 90): string => `
${STAND_IN_CLIENT}
for (const orgId of ${JSON.stringify(orgIds)}) {
  const integration = new snykBroker.BrokeredIntegration(orgId, { orgId, type: "gitlab", rotation: { everyDays: ${everyDays} } });
  const client = new Client("client-" + orgId, integration);
  new snykBroker.TokenSwitch("switch-" + orgId, { integration }, { dependsOn: client });
}
`;

/** Organizations of one group, and how often a call had its effect in them. */
function organizations(snyk: Simulator, count: number): readonly string[] {
  const groupId = snyk.addOrg({ name: "first" }).groupId;
  return Array.from({ length: count }, (_, n) => snyk.addOrg({ name: `Team ${n}`, groupId }).id);
}
function effects(snyk: Simulator, operation: "provisionToken" | "switchToken", orgId?: string): number {
  const done = snyk.log.of(operation).filter(({ effect }) => effect);
  return done.filter((entry) => orgId === undefined || entry.orgId === orgId).length;
}
const expectDone = ({ code, output }: Ran): void => {
  if (code !== 0) throw new Error(output);
};

describe("twelve integrations of one group that fall due on one day, with four slots", () => {
  const slots = ["--parallel", "4"];
  let project: Project;
  let orgIds: readonly string[];
  beforeAll(async () => {
    project = await Project.create({ program: "" });
    orgIds = organizations(project.simulator, 12);
    project.write(program(orgIds));
    expectDone(await project.up());
    project.simulator.log.clear();
  });
  afterAll(() => project.close());

  const rotated = (): number[] => [
    effects(project.simulator, "provisionToken"),
    effects(project.simulator, "switchToken"),
  ];
  const reasons = async (): Promise<string[]> =>
    project
      .state()
      .filter(({ type }) => type.endsWith(":BrokeredIntegration"))
      .map(({ inputs }) => String(inputs?.["rotationReason"]));

  it("are announced in the preview: three rotate, nine wait for the next run, and why", async () => {
    const { output } = await project.preview({ today: LATER, args: [...slots, "--diff"] });
    expect(output.match(DEFERRED)).toHaveLength(9);
    expect(output.match(/tokenGeneration *: 1 => 2/g)?.length).toBeGreaterThanOrEqual(3);
    const { review } = await readPreview(project, LATER);
    expect(review).toContain("3 tokens rotated");
    expect(review.match(/Its rotation is due and waits for the next run/g)).toHaveLength(9);
  });

  it("end in three at the first run, which stores why the others wait", async () => {
    const ran = await project.up({ today: LATER, args: slots });
    expectDone(ran);
    expect(rotated()).toEqual([3, 3]);
    expect(ran.output).toMatch(DEFERRED);
    const waiting = (await reasons()).filter((reason) => reason.includes("deferred"));
    expect(waiting).toHaveLength(9);
    for (const reason of waiting) {
      expect(reason).toMatch(
        /^first token; its rotation is deferred to the next run, others of its group go first: due since \d{4}-\d\d-\d\d, every 90 days$/,
      );
    }
  });

  it("rotate three a run, each run ending by itself, until all have rotated once", async () => {
    for (const count of [6, 9, 12]) {
      expectDone(await project.up({ today: LATER, args: slots }));
      expect(rotated()).toEqual([count, count]);
    }
    expect(orgIds.map((orgId) => effects(project.simulator, "switchToken", orgId))).toEqual(
      orgIds.map(() => 1),
    );
    for (const reason of await reasons()) expect(reason).toMatch(/^due since /);
    expect((await project.preview({ today: LATER })).output).toMatch(/Resources:\s+\d+ unchanged\s*$/);
    expect(project.scan.leaks()).toEqual([]);
  });
});

describe("two programs that rotate in one group at once", () => {
  it("go one after the other: each token is issued once and switched to once", async () => {
    const snyk = await startSimulator();
    const env = { SNYK_TOKEN: snyk.adminKey };
    const orgIds = organizations(snyk, 4);
    const projects: Project[] = [];
    for (const own of [orgIds.slice(0, 2), orgIds.slice(2)]) {
      projects.push(
        await Project.create({ program: program(own), config: { "snyk-broker:apiUrl": snyk.url } }),
      );
    }
    for (const project of projects) expectDone(await project.up({ env }));
    snyk.log.clear();

    const runs = await Promise.all(projects.map((project) => project.up({ env, today: LATER })));
    for (const run of runs) expectDone(run);
    expect(orgIds.map((orgId) => effects(snyk, "provisionToken", orgId))).toEqual([1, 1, 1, 1]);
    expect(orgIds.map((orgId) => effects(snyk, "switchToken", orgId))).toEqual([1, 1, 1, 1]);
    for (const project of projects) await project.close();
    await snyk.close();
  });
});

describe("a client that never becomes ready", () => {
  let project: Project;
  let orgId: string;
  const live = (): string | undefined => {
    const { id = "" } = project.simulator.integration(orgId, "gitlab") ?? {};
    return project.simulator.webUi.tokens(id).brokerToken;
  };
  beforeAll(async () => {
    project = await Project.create({ program: "" });
    [orgId = ""] = organizations(project.simulator, 1);
    project.write(program([orgId]));
    expectDone(await project.up());
    project.simulator.log.clear();
  });
  afterAll(() => project.close());

  it("keeps its rotation from being switched to: the old token stays the live one", async () => {
    const before = live();
    const { code, output } = await project.up({ today: LATER, env: { NOT_READY: "1" } });
    expect(code).not.toBe(0);
    expect(output).toContain("the client never became ready");
    expect([
      effects(project.simulator, "provisionToken"),
      project.simulator.log.count("switchToken"),
    ]).toEqual([1, 0]);
    expect(live()).toBe(before);
    const clients = project.state().filter(({ urn }) => urn.includes("::client-"));
    expect(clients.map(({ outputs }) => outputs?.["generation"])).toEqual([1]);
  });

  it("asks for no second token when the next one falls due as well", async () => {
    const { code } = await project.up({ today: "2099-06-01", env: { NOT_READY: "1" } });
    expect(code).not.toBe(0);
    expect(effects(project.simulator, "provisionToken")).toBe(1);
  });

  it("is finished by the next `up`, with the token that was issued for it", async () => {
    const { id = "" } = project.simulator.integration(orgId, "gitlab") ?? {};
    const issued = project.simulator.webUi.tokens(id).provisionalBrokerToken;
    expectDone(await project.up({ today: "2099-06-01" }));
    expect(live()).toBe(issued);
    expect([effects(project.simulator, "provisionToken"), effects(project.simulator, "switchToken")]).toEqual(
      [1, 1],
    );
    expect((await project.preview({ today: "2099-06-01" })).output).toMatch(/Resources:\s+\d+ unchanged\s*$/);
  });
});
