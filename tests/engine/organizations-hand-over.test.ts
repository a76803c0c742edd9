import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Project } from "../../dev/engine/project";

jest.setTimeout(600_000);

/**
 * The stack `dev` has the integration and its clone; the stacks `one` and `two` have a client each, in a cluster
 * each, and `two`, which is deployed last, has the switch (docs/hand-over.md). One file, because a project has one.
 */
const program = (rendered: string, blocked = "[]"): string => `
const k8s = require("@pulumi/kubernetes");
if (pulumi.getStack() === "dev") {
  const integration = new snykBroker.BrokeredIntegration("gitlab", {
    orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 }, switchedElsewhere: true,
  });
  new snykBroker.ClonedIntegration("clone", { source: integration, orgId: orgs[1] });
  module.exports = { gitlab: integration.handOver, gitlabToken: integration.brokerToken };
} else {
  const cluster = pulumi.getStack();
  const issued = new pulumi.StackReference("organization/engine/dev");
  const gitlab = issued.requireOutput("gitlab");
  const client = new snykBroker.BrokerClient("gitlab", {
    client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("scm-token") },
    brokerToken: issued.requireOutput("gitlabToken"),
    tokenGeneration: gitlab.apply(({ tokenGeneration }) => tokenGeneration),
  }, { providers: { kubernetes: new k8s.Provider("rendered", { renderYamlToDirectory: "${rendered}/" + cluster }) } });
  if (cluster === "two") {
    const first = new pulumi.StackReference("organization/engine/one");
    const ready = ${blocked};
    const live = new snykBroker.TokenSwitch("gitlab", {
      integration: gitlab,
      readyGenerations: [first.requireOutput("ready")],
    }, { dependsOn: [client.nodes.deployment, ...ready] });
    module.exports = { live: live.liveGeneration };
  }
  if (cluster === "one") {
    module.exports = { ready: pulumi.all([client.tokenGeneration, client.nodes.deployment.id]).apply(([ready]) => ready) };
  }
}
`;

/** Stands for a client that never becomes ready: a resource that the switch waits for, and that fails. */
const NEVER_READY = `[new snykBroker.Organization("never-ready", { name: "x", sourceOrgId: "00000000-0000-4000-8000-000000000000" })]`;

describe("clients that other stacks deploy", () => {
  let project: Project;
  const rendered = mkdtempSync(join(tmpdir(), "snyk-broker-rendered-"));
  const journals = mkdtempSync(join(tmpdir(), "snyk-broker-journals-"));

  beforeAll(async () => {
    project = await Project.create({
      program: program(rendered),
      config: { "snyk-broker:brokerServerUrl": "https://broker.example.com" },
    });
    for (const stack of ["one", "two"]) {
      await project.run(["stack", "init", stack]);
      for (const [key, value] of [
        ["snyk-broker:apiUrl", project.simulator.url],
        ["snyk-broker:brokerServerUrl", "https://broker.example.com"],
      ] as const) {
        await project.run(["config", "set", key, value, "--stack", stack]);
      }
    }
  });
  afterAll(async () => {
    await project.close();
    for (const folder of [rendered, journals]) rmSync(folder, { recursive: true, force: true });
  });

  /** Each stack as on a machine of its own. */
  const run = (stack: string, today?: string) =>
    project.up({
      args: ["--stack", stack],
      env: { SNYK_BROKER_JOURNAL: join(journals, stack) },
      ...(today !== undefined && { today }),
    });
  const up = async (stack: string, today?: string): Promise<string> => {
    const { code, output } = await run(stack, today);
    if (code !== 0) throw new Error(output);
    return output;
  };
  const calls = () => project.simulator.log.all().map(({ operation }) => operation);
  /** Generations whose client a cluster has. */
  const clients = (cluster: string) =>
    (readdirSync(join(rendered, cluster), { recursive: true }) as string[]).flatMap((file) => {
      const [, generation] = /deployment.*-g(\d+)\.yaml$/.exec(file) ?? [];
      return generation === undefined ? [] : [Number(generation)];
    });
  const live = () => {
    const { id } = project.simulator.integration(project.simulator.orgs[0]!.id, "gitlab")!;
    return project.simulator.webUi.tokens(id).brokerToken;
  };

  it("start on the first token, which needs no switch", async () => {
    await up("dev");
    await up("one");
    await up("two");
    expect([clients("one"), clients("two")]).toEqual([[1], [1]]);
    expect(calls()).not.toContain("switchToken");
  });

  it("keep the live token when the first stack issues a new one", async () => {
    project.simulator.log.clear();
    const before = live();
    await up("dev", "2099-01-01");
    expect(calls()).toEqual(["provisionToken"]);
    expect(live()).toBe(before);
    expect([clients("one"), clients("two")]).toEqual([[1], [1]]);
  });

  it("are not switched to before all of them are there: a stack that was forgotten is named", async () => {
    const { code, output } = await run("two", "2099-01-01");
    expect(code).not.toBe(0);
    expect(output).toContain("deploy its stack first");
    expect(calls()).toEqual(["provisionToken"]);
    expect(clients("two")).toContain(1);
  });

  it("keep an old client that serves when a new one never becomes ready", async () => {
    await up("one", "2099-01-01");
    project.write(program(rendered, NEVER_READY));
    expect((await run("two", "2099-01-01")).code).not.toBe(0);
    expect(clients("two").sort()).toEqual([1, 2]);
    expect(calls()).not.toContain("switchToken");
  });

  it("are ready before the one switch; the old one of the last stack goes after it", async () => {
    project.write(program(rendered));
    const before = live();
    const output = await up("two", "2099-01-01");
    const order = [
      output.search(/TokenSwitch gitlab updated/),
      output.search(/Deployment gitlab-deployment delet/),
    ];
    expect(order[0]).toBeGreaterThan(0);
    expect(order[1]).toBeGreaterThan(order[0]!);
    expect(calls().filter((call) => call !== "listOrgs")).toEqual(["provisionToken", "switchToken"]);
    expect([clients("one"), clients("two")]).toEqual([[2], [2]]);
    expect(live()).not.toBe(before);
  });

  it("rotate again: the first stack knows that the last rotation was finished elsewhere", async () => {
    project.simulator.log.clear();
    for (const stack of ["dev", "one", "two"]) await up(stack, "2099-06-01");
    expect(calls()).toEqual(["provisionToken", "switchToken"]);
    expect([clients("one"), clients("two")]).toEqual([[3], [3]]);
  });

  it("get the token without a line in clear, in the output or in a state", () => {
    expect(project.scan.leaks()).toEqual([]);
  });
});
