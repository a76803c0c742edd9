import { Project } from "../../dev/engine/project";

jest.setTimeout(300_000);

const program = (args: string, clone = ""): string => `
const source = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab", ${args} });
new snykBroker.TokenSwitch("switch", { integration: source });
${clone && `new snykBroker.ClonedIntegration("clone", { source, orgId: orgs[1], ${clone} });`}
`;

let project: Project;
beforeEach(async () => {
  project = await Project.create({ program: "" });
});
afterEach(async () => {
  expect(project.scan.leaks()).toEqual([]);
  await project.close();
});

const brokered = (): readonly boolean[] =>
  project.simulator.integrations().map((integration) => integration.brokered);
const disabled = (): number =>
  project.simulator.log.of("updateIntegration").filter(({ detail, effect }) => detail === "disable" && effect)
    .length;

async function deployed(source: string): Promise<void> {
  project.write(source);
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
}

it("a clone goes before its source, in one run; a second destroy has nothing to do", async () => {
  await deployed(program("", 'onDelete: "disable"'));
  expect(await project.destroy()).toMatchObject({ code: 0 });
  expect([brokered(), disabled()]).toEqual([[false, false], 2]);
  expect(await project.destroy()).toMatchObject({ code: 0 });
  expect(disabled()).toBe(2);
});

it("a token that others use is not cut off: refused, with the way out, and the state stays usable", async () => {
  await deployed(program('sharedWith: ["team-b\'s stack"]'));
  const { code, output } = await project.destroy();
  expect(code).not.toBe(0);
  expect(output).toMatch(
    /its token is still used by team-b's stack.*`sharedWith`, or set `onDelete: "retain"`/s,
  );
  expect([brokered(), disabled()]).toEqual([[true], 0]);

  await deployed(program(""));
  expect(await project.destroy()).toMatchObject({ code: 0 });
  expect(brokered()).toEqual([false]);
});

it("a clone that stays keeps its source's token alive", async () => {
  await deployed(program("", 'onDelete: "retain"'));
  const { code, output } = await project.destroy();
  expect(code).not.toBe(0);
  expect(output).toMatch(/its token is still used by the clone in organization/);
  expect(brokered()).toEqual([true, true]);
});

it("with onDelete: retain nothing is called, and everything stays as it is at Snyk", async () => {
  await deployed(program('onDelete: "retain"', 'onDelete: "retain"'));
  project.simulator.log.clear();
  expect(await project.destroy()).toMatchObject({ code: 0 });
  expect(project.simulator.log.all()).toEqual([]);
  expect(brokered()).toEqual([true, true]);
});

it("credentials that Snyk demands are asked for, and are no secret that leaks", async () => {
  project.simulator.settings.patch({ emptyCredentialsOnDisable: "refused" });
  await deployed(program(""));
  const { code, output } = await project.destroy();
  expect(code).not.toBe(0);
  expect(output).toContain("set `credentialsOnDelete`");
  expect(brokered()).toEqual([true]);

  project.scan.plant("the SCM's credential", "glpat-canary-of-the-scm");
  await deployed(
    program(
      'credentialsOnDelete: { url: "https://gitlab.example.com", token: process.env.SCM_TOKEN ?? "glpat-" + "canary-of-the-scm" }',
    ),
  );
  expect(await project.destroy()).toMatchObject({ code: 0 });
  expect(brokered()).toEqual([false]);
});
