import { Operated } from "../support/operated";

jest.setTimeout(300_000);

let stack: Operated;
afterEach(() => stack.close());

const broker = (org: number): string => `
  new snykBroker.Broker("gitlab", {
    integration: { orgId: orgs[${org}], type: "gitlab", rotation: { everyDays: 90, trigger: process.env.TRIGGER } },
    client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("made-up-token") },
  }, { provider: kubernetes });`;

describe("another organization", () => {
  it("gives Secret and Deployment other names: the new client is there before the old one and its integration go", async () => {
    stack = await Operated.create({ program: broker(0) });
    expect(await stack.up()).toMatchObject({ code: 0 });
    const names = stack.deployments();
    stack.write(broker(1));
    const { code, output } = await stack.up();
    expect(code).toBe(0);
    expect(stack.deployments()).toHaveLength(1);
    expect(stack.deployments()).not.toEqual(names);
    const lines = output.split("\n");
    const at = (pattern: RegExp): number => lines.findIndex((line) => pattern.test(line));
    const order = [
      /\+\+.*Deployment gitlab-client-deployment created/,
      /--.*Deployment gitlab-client-deployment deleted/,
      /--.*BrokeredIntegration gitlab-integration deleted/,
    ].map(at);
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([false, true]);

    stack.write(broker(0));
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(stack.deployments()).not.toEqual(names);
  });
});

describe("a state that is restored from an older backup", () => {
  it("is said to be older, and its next rotation uses no name a second time", async () => {
    stack = await Operated.create({ program: broker(0) });
    expect(await stack.up({ today: "2027-01-01" })).toMatchObject({ code: 0 });
    const backup = `${stack.project.folder}/backup.json`;
    await stack.project.run(["stack", "export", "--file", backup]);
    expect(await stack.up({ today: "2027-05-01" })).toMatchObject({ code: 0 });
    expect(await stack.up({ today: "2027-05-01" })).toMatchObject({ code: 0 });
    const used = stack.deployments();
    await stack.project.run(["stack", "import", "--file", backup]);

    const { output } = await stack.project.preview({ today: "2027-01-02" });
    expect(output).toContain("is older than");
    expect(await stack.up({ today: "2027-05-01" })).toMatchObject({ code: 0 });
    const now = stack.deployments().filter((name) => !used.includes(name));
    expect(now).toHaveLength(1);
    expect(now[0]).toMatch(/^broker-gitlab-g3-/);
  });
});
