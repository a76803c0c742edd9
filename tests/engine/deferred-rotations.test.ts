import { Project } from "./support/project";
import { readPreview } from "./support/human-preview";

jest.setTimeout(600_000);

const TYPES = ["gitlab", "github", "github-enterprise", "bitbucket-server", "azure-repos"];
const PROGRAM = `
for (const type of ${JSON.stringify(TYPES)}) {
  const integration = new snykBroker.BrokeredIntegration(type, { orgId: orgs[0], type, rotation: { everyDays: 90 } });
  new snykBroker.TokenSwitch(type + "-switch", { integration });
}`;
const DUE = "2027-04-02";
const LINE =
  /(\S+) in organization \S+: rotation deferred to the next run \(due since 2027-04-01, every 90 days\); others of its group rotate first/g;

describe("five rotations of one group that fall due on one day, with four slots", () => {
  let project: Project;
  beforeAll(async () => {
    project = await Project.create({ program: PROGRAM });
    const { code, output } = await project.up({ today: "2027-01-01" });
    if (code !== 0) throw new Error(output);
    project.simulator.log.clear();
  });
  afterAll(() => project.close());

  const up = () => project.up({ today: DUE, args: ["--parallel", "4"] });
  const rotated = (): number => project.simulator.log.count("switchToken");
  const deferred = (output: string): string[] => [
    ...new Set([...output.matchAll(LINE)].map(([, type = ""]) => type)),
  ];
  const reasons = async (): Promise<string[]> =>
    (await project.state())
      .filter(({ type }) => type.endsWith(":BrokeredIntegration"))
      .map(({ inputs }) => String(inputs?.["rotationReason"]));

  it("are named in the preview: three that happen, two that wait for the next run, and why", async () => {
    const { output } = await project.preview({ today: DUE });
    expect(output).toMatch(/~ 6 to update/);
    expect(deferred(output)).toHaveLength(2);
    const { review } = await readPreview(project, DUE);
    expect(review).toContain("3 tokens rotated");
    expect(review.match(/Its rotation is due and waits for the next run/g)).toHaveLength(2);
  });

  it("end in three at the first run, which stores why the others wait", async () => {
    const { code, output } = await up();
    expect([code, rotated(), deferred(output).length]).toEqual([0, 3, 2]);
    const waiting = (await reasons()).filter((reason) => reason.includes("deferred"));
    expect(waiting).toHaveLength(2);
    for (const reason of waiting) {
      expect(reason).toBe(
        "first token; its rotation is deferred to the next run, others of its group go first: due since 2027-04-01, every 90 days",
      );
    }
  });

  it("are all done after the second, with a call for provision and one for switch each", async () => {
    expect(await up()).toMatchObject({ code: 0 });
    expect([rotated(), project.simulator.log.count("provisionToken")]).toEqual([5, 5]);
    expect(await reasons()).toEqual(TYPES.map(() => "due since 2027-04-01, every 90 days"));
    expect((await project.preview({ today: DUE })).output).toMatch(/\d+ unchanged\s*$/);
  });
});
