import { Operated } from "../support/operated";

jest.setTimeout(300_000);

/** The SCM token is in the environment, as in a configuration past the scan. */
const program = (organizations: string): string => `
  new snykBroker.Broker("gitlab", {
    integration: { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } },
    client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret(process.env.SCM_TOKEN) },
    organizations: ${organizations},
  }, { provider: kubernetes });`;

describe("a saved plan", () => {
  let stack: Operated;
  beforeAll(async () => {
    stack = await Operated.create({ program: program("[]") });
    stack.project.scan.plant("SCM token", "scm-token-of-gitlab");
    stack.project.scan.plant("new SCM token", "another-token-of-gitlab");
  });
  afterAll(() => stack.close());

  async function planAndApply(today: string, scmToken = "scm-token-of-gitlab"): Promise<void> {
    const plan = `${stack.project.folder}/plan.json`;
    const options = { today, env: { PULUMI_EXPERIMENTAL: "true", SCM_TOKEN: scmToken } };
    expect(await stack.preview({ ...options, args: ["--save-plan", plan] })).toMatchObject({ code: 0 });
    expect(await stack.run(["up", "--yes", "--skip-preview", "--plan", plan], options)).toMatchObject({
      code: 0,
    });
  }

  it("of a first creation applies, and prints no token", () => planAndApply("2027-01-01"));
  it("of a rotation does", async () => {
    await planAndApply("2027-05-01");
    expect(stack.changes().filter((call) => call.endsWith("Token"))).toEqual([
      "provisionToken",
      "switchToken",
    ]);
  });
  it("of a clone does", async () => {
    stack.write(program("[orgs[1]]"));
    await planAndApply("2027-05-02");
    expect(stack.isOn(1)).toBe(true);
  });
  it("of another SCM token does", () => planAndApply("2027-05-03", "another-token-of-gitlab"));
  it("of the end of everything does", async () => {
    stack.write("");
    await planAndApply("2027-05-04");
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([false, false]);
  });
});
