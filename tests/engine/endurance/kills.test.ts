import { Project } from "../../../dev/engine/project";
import { descendants } from "../../../dev/system/processes";
import { until } from "../../../dev/system/until";
import { type Kill, killedUp, whileRunning } from "../support/kill";

jest.setTimeout(300_000);

const LATER = "2099-01-01";
const PROGRAM = `
const integration = new snykBroker.BrokeredIntegration("gitlab", {
  orgId: orgs[0],
  type: "gitlab",
  rotation: { everyDays: 90 },
  provisionalToken: process.env.PROVISIONAL_TOKEN,
});
const clone = new snykBroker.ClonedIntegration("clone", { source: integration, orgId: orgs[1] });
new snykBroker.TokenSwitch("switch", { integration }, { dependsOn: clone });
module.exports = { token: integration.brokerToken };
`;

let project: Project;
beforeEach(async () => {
  project = await Project.create({ program: PROGRAM, config: { "snyk-broker:rotationWaitSeconds": "0" } });
});
afterEach(() => project.close());

type Point = Omit<Kill, "orgId">;
const nameOf = ({ operation, at, effect }: Point): string =>
  at === "answered"
    ? `${operation}: between Snyk's answer and the checkpoint`
    : `${operation}: sent, ${effect === "before" ? "not done yet" : "done and not answered"}`;

const source = (): string => project.simulator.orgs[0]?.id ?? "";

/** What Snyk has, and that the state agrees. */
async function expectConverged(generation: number): Promise<void> {
  const { simulator } = project;
  const [integration, ...others] = simulator.integrations(source());
  const [clone, ...otherClones] = simulator.integrations(simulator.orgs[1]?.id);
  expect([others, otherClones]).toEqual([[], []]);
  expect(integration).toMatchObject({ brokered: true, hasProvisionalToken: false });
  expect(integration?.sharingSet).toContain(clone?.id);
  const stored = project.stored("BrokeredIntegration");
  expect(stored?.outputs).toMatchObject({ integrationId: integration?.id, tokenGeneration: generation });
  expect(project.outputsInClear()["token"]).toBe(simulator.webUi.tokens(integration?.id ?? "").brokerToken);
  expect(project.stored("TokenSwitch")?.outputs).toMatchObject({ liveGeneration: generation });
  expect(project.stored("ClonedIntegration")?.outputs).toMatchObject({ integrationId: clone?.id });
}

async function expectNoTrace(today?: string): Promise<void> {
  expect((await project.preview({ today })).output).toMatch(/4 unchanged/);
  expect(await project.destroy({ today, args: ["--refresh"] })).toMatchObject({ code: 0 });
  expect(project.simulator.integrations().filter(({ brokered }) => brokered)).toEqual([]);
  expect(project.scan.leaks()).toEqual([]);
}

const CREATION: readonly Point[] = [
  { operation: "restListIntegrations", at: "sent", effect: "before" },
  { operation: "createIntegration", at: "sent", effect: "before" },
  { operation: "createIntegration", at: "sent", effect: "after" },
  { operation: "createIntegration", at: "answered", effect: "after" },
  { operation: "cloneIntegration", at: "sent", effect: "before" },
  { operation: "cloneIntegration", at: "sent", effect: "after" },
  { operation: "cloneIntegration", at: "answered", effect: "after" },
];

describe("a first `up` that is killed", () => {
  it.each(CREATION.map((point) => [nameOf(point), point] as const))("%s", async (_, point) => {
    await killedUp(project, { ...point, orgId: source() });
    expect(await project.up()).toMatchObject({ code: 0 });
    await expectConverged(1);
    await expectNoTrace();
  });
});

const ROTATION: readonly Point[] = [
  { operation: "provisionToken", at: "sent", effect: "before" },
  { operation: "provisionToken", at: "sent", effect: "after" },
  { operation: "provisionToken", at: "answered", effect: "after" },
  { operation: "switchToken", at: "sent", effect: "before" },
  { operation: "switchToken", at: "sent", effect: "after" },
  { operation: "switchToken", at: "answered", effect: "after" },
];

describe("a rotation that is killed", () => {
  it.each(ROTATION.map((point) => [nameOf(point), point] as const))("%s", async (_, point) => {
    expect(await project.up()).toMatchObject({ code: 0 });
    await killedUp(project, { ...point, orgId: source() }, { today: LATER });
    // A token whose answer nobody got is at Snyk: a person reads it off the web UI, as the message says.
    const [integration] = project.simulator.integrations(source());
    const lost = point.operation === "provisionToken" && point.at === "sent" && point.effect === "after";
    const { provisionalBrokerToken } = project.simulator.webUi.tokens(integration?.id ?? "");
    const env = lost ? { PROVISIONAL_TOKEN: provisionalBrokerToken } : {};
    if (lost) expect((await project.up({ today: LATER })).output).toMatch(/way \(2\)/);

    expect(await project.up({ today: LATER, env })).toMatchObject({ code: 0 });
    await expectConverged(2);
    const effects = project.simulator.log.all().filter(({ effect }) => effect);
    const after = effects.map(({ operation }) => operation).filter((name) => /Token$/.test(name));
    expect(after.filter((name) => name === "provisionToken").length).toBeLessThanOrEqual(1);
    expect(after.filter((name) => name === "switchToken")).toHaveLength(1);
    await expectNoTrace(LATER);
  });
});

describe("Ctrl-C, once", () => {
  it("waits for no Snyk that hangs, and leaves no pending operation", async () => {
    const orgId = source();
    project.simulator.faults.order({ operation: "createIntegration", orgId, kind: "hang", effect: "before" });
    const { child, done } = project.start(["up", "--yes", "--skip-preview"], { terminal: true });
    const isCreating = () => project.simulator.log.count("createIntegration") > 0;
    await until("the integration is being created", isCreating, whileRunning(done));
    process.kill(-(child.pid ?? 0), "SIGINT");
    await done;
    expect(descendants(child.pid ?? 0)).toEqual([]);
    project.simulator.faults.clear();
    expect(project.pendingOperations()).toEqual([]);
    expect(await project.up()).toMatchObject({ code: 0 });
    await expectConverged(1);
    await expectNoTrace();
  });
});
