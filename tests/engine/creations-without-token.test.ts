import { Project } from "../../dev/engine/project";

jest.setTimeout(600_000);

const COUNT = 6;
const GROUP = "c1000000-0000-4000-8000-000000000001";
const program = (orgIds: readonly string[]): string => `
for (const orgId of ${JSON.stringify(orgIds)}) {
  const integration = new snykBroker.BrokeredIntegration("i-" + orgId, { orgId, type: "gitlab" });
  new snykBroker.TokenSwitch("s-" + orgId, { integration });
}`;

describe("six creations of one group with four slots, when Snyk enables without returning a token", () => {
  let project: Project;
  let orgIds: readonly string[];
  beforeAll(async () => {
    project = await Project.create({
      program: "",
      simulator: { settings: { enableReturnsToken: false } },
      config: { "snyk-broker:rotationWaitSeconds": "5" },
    });
    orgIds = Array.from(
      { length: COUNT },
      (_, i) => project.simulator.addOrg({ name: `Team ${i}`, groupId: GROUP }).id,
    );
    project.write(program(orgIds));
  });
  afterAll(() => project.close());

  const four = ["--parallel", "4"];
  const live = (): number =>
    orgIds.filter((org) => {
      const { id, hasProvisionalToken } = project.simulator.integration(org, "gitlab") ?? {};
      return id !== undefined && !hasProvisionalToken && project.simulator.webUi.tokens(id).brokerToken;
    }).length;

  it("end, and say how to go on", async () => {
    const { code, output } = await project.up({ args: four });
    expect(code).not.toBe(0);
    expect(output).toMatch(/returned no token with that.*Run `pulumi up --continue-on-error` again/);
  });

  it("are done after at most three more runs as the message says", async () => {
    const codes: number[] = [];
    for (let run = 0; run < 4 && codes.at(-1) !== 0; run++) {
      codes.push((await project.up({ args: [...four, "--continue-on-error"] })).code);
    }
    expect(codes.at(-1)).toBe(0);
    expect(live()).toBe(COUNT);
    for (const org of orgIds) {
      const asked = project.simulator.log
        .of("provisionToken")
        .filter(({ orgId, effect }) => orgId === org && effect);
      expect(asked).toHaveLength(1);
    }
    expect(codes.length).toBeLessThanOrEqual(3);
  });

  it("have nothing left to do, and no token in any output", async () => {
    expect((await project.preview()).output).toMatch(/\d+ unchanged/);
    expect(project.scan.leaks()).toEqual([]);
  });
});
