import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../system/until";
import { ensureToolchain, rehearsalEnvironment } from "../toolchain";
import { rotationDiff, telling } from "./engine-output";
import type { Lifetime } from "./lifetime";
import { onCluster } from "./on-a-cluster";
import { onThisMachine } from "./on-this-machine";
import type { Options } from "./options";
import { PROJECT, Pulumi } from "./pulumi";
import type { QuickstartReport } from "./report";
import { Traffic } from "./traffic";
import { openWorkplace, type Workplace } from "./workplace";
import { startWorld } from "./world";

/** What the example program declares: examples/quickstart/index.ts. */
const TYPE = "gitlab";
const ROTATE_AFTER_DAYS = 90;

const PROGRAM = "examples/quickstart/index.ts";

/** A request that Snyk sends when it imports projects of a GitLab. */
const REQUEST = "/api/v4/user";

/** The quickstart, step by step. Whatever it starts is in `lifetime`. */
export async function tell(options: Options, report: QuickstartReport, lifetime: Lifetime): Promise<void> {
  const { kubeconfig, address, rotate } = options;
  report.line("A Snyk integration that works through the Snyk Broker, with Pulumi.");
  report.line(
    "Pulumi, its providers, the Broker server and the Broker client are real; Snyk's API and GitLab are",
  );
  report.line(
    `stand-ins on this machine. No account${kubeconfig === undefined ? " and no cluster" : ""} is needed.`,
  );

  const workplace = await openWorkplace(lifetime);
  const env = await report.step("Find Pulumi", () => pulumiOf(report, workplace));
  const world = await report.step("Start Snyk, its Broker server and a GitLab", () =>
    startWorld(report, lifetime),
  );
  const { simulator, relay, org } = world;
  const target =
    kubeconfig === undefined
      ? await onThisMachine(TYPE, world, workplace, report, lifetime)
      : await onCluster(kubeconfig, address, world, report, lifetime);
  const pulumi = await lifetime.keep(
    new Pulumi({ ...env, SNYK_TOKEN: simulator.adminKey }, target.project, workplace),
    // Nothing of a cluster's is to be left on it; rendered manifests are gone with their folder.
    (it) => (kubeconfig === undefined ? it.stop() : it.stopAndDestroy()),
  );

  await report.step("pulumi preview", async () => {
    report.say(`${PROGRAM} says:\n`);
    for (const line of program()) report.say(`  ${line}`);
    report.say("");
    await pulumi.init({
      orgId: { value: org.id },
      gitlabToken: { value: world.scmToken, secret: true },
      ...target.settings,
    });
    await pulumi.preview({ onLine: shown(report) });
  });

  await report.step("pulumi up", () => pulumi.up({ onLine: shown(report) }));
  const integration = simulator.integration(org.id, TYPE);
  if (!integration) throw new Error(`pulumi up left no ${TYPE} integration at Snyk`);
  report.say(`At Snyk, ${TYPE} of organization "${org.name}" now works through the Broker.`);

  await report.step("Wait for the Broker client", () =>
    until("the Broker client is connected", async () => {
      return (await target.ready()) && (await relay.connected(integration.id));
    }),
  );
  report.say("The Broker server has it too: Snyk can reach GitLab now.");

  await report.step("Send a request: Snyk → Broker server → Broker client → GitLab", async () => {
    const { status, body } = await relay.import({ integrationId: integration.id, path: REQUEST });
    report.say(`GET ${REQUEST}`);
    report.say(`${status} ${JSON.stringify(body)}`);
    if (status !== 200) throw new Error("The request did not come back with 200");
    report.say("The client added the GitLab token on the way: Snyk never sees it.");
  });

  if (rotate) {
    const today = dueDay();
    await report.step("pulumi preview --diff, as on the day when the token is due", async () => {
      report.say(`$ SNYK_BROKER_TODAY=${today} pulumi preview --diff`);
      for (const line of rotationDiff(await pulumi.preview({ today, diff: true }))) report.say(line);
    });
    await report.step("pulumi up on that day, with requests all the while", async () => {
      const traffic = new Traffic(relay, integration.id, REQUEST);
      await pulumi.up({ today, onLine: shown(report) });
      const { sent, lost } = await traffic.stop();
      report.say(`${sent} requests were relayed meanwhile, ${lost} of them lost.`);
    });
  }

  await report.step("pulumi destroy", async () => {
    await pulumi.destroy({ onLine: shown(report) });
    const brokered = simulator.integration(org.id, TYPE)?.brokered;
    report.say(`At Snyk the Broker is ${brokered ? "still on" : "off"} again.`);
  });
}

async function pulumiOf(report: QuickstartReport, workplace: Workplace): Promise<NodeJS.ProcessEnv> {
  const toolchain = await ensureToolchain({ log: (line) => report.say(line) });
  return {
    ...rehearsalEnvironment(toolchain, workplace.folder("pulumi")),
    SNYK_BROKER_JOURNAL: workplace.folder("journal"),
    SNYK_BROKER_TODAY: "",
    TMPDIR: workplace.folder("tmp"),
    NO_PROXY: [process.env["NO_PROXY"], "127.0.0.1"].filter(Boolean).join(","),
  };
}

function shown(report: QuickstartReport): (line: string) => void {
  return (line) => {
    const text = telling(line);
    if (text !== undefined) report.say(text);
  };
}

function program(): string[] {
  return readFileSync(join(PROJECT, PROGRAM), "utf8").trimEnd().split("\n");
}

function dueDay(): string {
  return new Date(Date.now() + ROTATE_AFTER_DAYS * 24 * 3600_000).toISOString().slice(0, 10);
}
