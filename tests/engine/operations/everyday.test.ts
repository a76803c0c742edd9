import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { until } from "../../../dev/system/until";
import { Operated } from "../support/operated";
import { whileRunning } from "../support/kill";

jest.setTimeout(300_000);

let stack: Operated;
afterEach(() => stack.close());

const FIRST = "2027-01-01";
const LATER = "2027-05-01";
const PROGRAM = `
  const i = new snykBroker.BrokeredIntegration("gitlab", { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } });
  new snykBroker.ClonedIntegration("clone", { source: i, orgId: orgs[1] });
  new snykBroker.TokenSwitch("switch", { integration: i });`;
const urnOf = (kind: string, name: string, stackName = "dev"): string =>
  `urn:pulumi:${stackName}::engine::pulumi-nodejs:dynamic/snyk-broker:${kind}::${name}`;
const started = async (): Promise<void> => {
  stack = await Operated.create({ program: PROGRAM, config: { "snyk-broker:rotationWaitSeconds": "0" } });
  expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
  stack.changes();
};
const expectRotates = async (stackName = "dev"): Promise<void> => {
  expect(await stack.up({ today: LATER, stack: stackName })).toMatchObject({ code: 0 });
  expect(stack.changes()).toEqual(["provisionToken", "switchToken"]);
};

describe("what is done to a state", () => {
  it("`state rename` with the program's new name changes nothing, and the next rotation works", async () => {
    await started();
    for (const [kind, from, to] of [
      ["BrokeredIntegration", "gitlab", "source"],
      ["ClonedIntegration", "clone", "copy"],
    ] as const) {
      expect((await stack.project.run(["state", "rename", urnOf(kind, from), to, "--yes"])).code).toBe(0);
    }
    stack.write(PROGRAM.replace('"gitlab", { orgId', '"source", { orgId').replace('"clone"', '"copy"'));
    expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    await expectRotates();
  });

  it("`stack rename` changes nothing, and the next rotation works", async () => {
    await started();
    expect((await stack.project.run(["stack", "rename", "production", "--stack", "dev"])).code).toBe(0);
    stack.renamed("dev", "production");
    expect(await stack.up({ today: FIRST, stack: "production" })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    await expectRotates("production");
  });

  it("`state move` to another stack takes the resources along, and neither stack turns anything off", async () => {
    await started();
    await stack.addStack("other");
    const moved = ["BrokeredIntegration::gitlab", "ClonedIntegration::clone", "TokenSwitch::switch"].map(
      (end) => urnOf(...(end.split("::") as [string, string])),
    );
    const { code } = await stack.project.run([
      "state",
      "move",
      "--source",
      "dev",
      "--dest",
      "other",
      "--yes",
      ...moved,
    ]);
    expect(code).toBe(0);
    expect(await stack.up({ today: FIRST, stack: "other" })).toMatchObject({ code: 0 });
    stack.write("");
    expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    stack.write(PROGRAM);
    await expectRotates("other");
  });

  it("a copy, imported into another stack and taken out of it again, turns nothing off", async () => {
    await started();
    const file = `${stack.project.folder}/copy.json`;
    await stack.project.run(["stack", "export", "--file", file]);
    await stack.addStack("copy");
    const text = readFileSync(file, "utf8").replaceAll("urn:pulumi:dev::", "urn:pulumi:copy::");
    writeFileSync(file, text);
    expect((await stack.project.run(["stack", "import", "--file", file, "--stack", "copy"])).code).toBe(0);
    expect(await stack.up({ today: FIRST, stack: "copy" })).toMatchObject({ code: 0 });
    for (const [kind, name] of [
      ["TokenSwitch", "switch"],
      ["ClonedIntegration", "clone"],
      ["BrokeredIntegration", "gitlab"],
    ] as const) {
      await stack.project.run(["state", "delete", urnOf(kind, name, "copy"), "--yes", "--stack", "copy"]);
    }
    expect(await stack.destroy({ stack: "copy" })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, true]);
  });
});

describe("runs of other kinds", () => {
  it("`refresh --run-program` changes nothing", async () => {
    await started();
    expect(await stack.refresh({ today: FIRST, args: ["--run-program"] })).toMatchObject({ code: 0 });
    expect(stack.changes()).toEqual([]);
    await expectRotates();
  });

  it("`destroy --exclude-protected` leaves what is protected", async () => {
    stack = await Operated.create({
      program: PROGRAM.replace("everyDays: 90 } });", "everyDays: 90 } }, { protect: true });").replace(
        "orgId: orgs[1] });",
        "orgId: orgs[1] }, { protect: true });",
      ),
    });
    expect(await stack.up({ today: FIRST })).toMatchObject({ code: 0 });
    stack.changes();
    await stack.destroy({ args: ["--exclude-protected"] });
    expect(stack.changes()).toEqual([]);
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([true, true]);
  });

  it("the Automation API with project settings of its own creates, rotates and destroys", async () => {
    stack = await Operated.create({ program: PROGRAM });
    const { folder, environment } = stack.project;
    process.env["PATH"] = environment["PATH"]; // the Automation API looks for the engine there
    const automated = await LocalWorkspace.createOrSelectStack(
      { stackName: "dev", workDir: folder },
      {
        envVars: { ...environment, SNYK_BROKER_TODAY: FIRST },
        projectSettings: {
          name: "engine",
          runtime: { name: "nodejs", options: { typescript: false } },
          main: folder,
        },
      },
    );
    await automated.up();
    stack.judge();
    automated.workspace.envVars["SNYK_BROKER_TODAY"] = LATER;
    await automated.up();
    stack.judge();
    expect(stack.changes()).toEqual([
      "createIntegration",
      "cloneIntegration",
      "provisionToken",
      "switchToken",
    ]);
    await automated.destroy();
    expect([stack.isOn(0), stack.isOn(1)]).toEqual([false, false]);
  });
});

describe("a run that is interrupted in a rotation", () => {
  it.each([
    ["Ctrl-C once", 1],
    ["Ctrl-C twice", 2],
  ])("%s: the next run ends it, with one new token", async (_, times) => {
    await started();
    const orgId = stack.simulator.orgs[0]?.id ?? "";
    stack.simulator.log.clear();
    stack.simulator.faults.order({
      kind: "delay",
      operation: "provisionToken",
      orgId,
      effect: "after",
      ms: 3_000,
    });
    const { child, done } = stack.project.start(["up", "--yes", "--skip-preview"], {
      terminal: true,
      today: LATER,
    });
    const isProvisioned = () => stack.simulator.log.count("provisionToken") > 0;
    await until("a token is provisioned", isProvisioned, whileRunning(done));
    for (let sent = 0; sent < times; sent++) {
      process.kill(-(child.pid ?? 0), "SIGINT");
      await sleep(500);
    }
    await done;
    stack.simulator.faults.clear();
    const pending = stack.project.pendingOperations().length > 0;
    if (pending) {
      const args = ["--clear-pending-creates"];
      expect((await stack.project.refresh({ today: LATER, args })).code).toBe(0);
    }
    const { code, output } = await stack.up({ today: LATER });
    if (code !== 0) {
      // Its answer was lost with the provider: a person reads the token off the web UI, as the message says.
      expect(output).toContain("way (2)");
      const { id = "" } = stack.simulator.integration(orgId, "gitlab") ?? {};
      const { provisionalBrokerToken: given } = stack.simulator.webUi.tokens(id);
      stack.write(
        PROGRAM.replace("everyDays: 90 } }", "everyDays: 90 }, provisionalToken: process.env.GIVEN }"),
      );
      expect(await stack.up({ today: LATER, env: { GIVEN: given } })).toMatchObject({ code: 0 });
    }
    expect(stack.simulator.log.of("provisionToken").filter(({ effect }) => effect)).toHaveLength(1);
    expect(stack.project.stored("TokenSwitch")?.outputs).toMatchObject({ liveGeneration: 2 });
  });

  it("and whose stack is freed with `pulumi cancel` goes on", async () => {
    await started();
    expect((await stack.project.run(["cancel", "dev", "--yes"])).code).toBe(0);
    await expectRotates();
  });
});
