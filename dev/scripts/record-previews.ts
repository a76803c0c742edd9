/**
 * `npm run record-previews`: records what the engine prints before a `pulumi up` of a `Broker`, for tests/cli. Run it
 * when what resources store has changed, and read what is different.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { z } from "zod";
import { Project } from "../engine/project";
import { succeeded } from "./recording";

const RECORDED = resolve(__dirname, "../../tests/cli/fixtures/previews");
const CLI = resolve(__dirname, "../../dist/cli/main.js");

const CREATED = "2027-01-01";
/** What stands in a recording for the address of the simulator. */
const ADDRESS = "https://snyk.invalid";
const GITLAB_TOKEN = "glpat-in-gitlab";

interface Broker {
  readonly name?: string;
  readonly organizations?: string;
  readonly onDelete?: string;
  readonly gitlabToken?: string;
}

function program({
  name = "gitlab",
  organizations = "{ payments: orgs[1], search: orgs[2] }",
  onDelete = "disable",
  gitlabToken = GITLAB_TOKEN,
}: Broker = {}): string {
  return `
    const k8s = require("@pulumi/kubernetes");
    const provider = new k8s.Provider("k8s", { renderYamlToDirectory: require("path").join(__dirname, "yaml") });
    new snykBroker.Broker("${name}", {
      integration: { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 }, onDelete: "${onDelete}" },
      organizations: ${organizations},
      client: { type: "gitlab", host: "gitlab.example.com", token: pulumi.secret("${gitlabToken}") },
      brokerServerUrl: "https://broker.snyk.io",
    }, { providers: { kubernetes: provider } });
  `;
}

/** One Broker and what may come next. A preview changes nothing, so that all of them begin with the same state. */
async function recordAll(project: Project): Promise<void> {
  project.scan.plant("token of GitLab", GITLAB_TOKEN);
  await record(project, "broker-first-create", { today: CREATED });
  succeeded(await project.up({ today: CREATED }));

  await record(project, "broker-rotation-due", { today: "2027-04-02" });
  const next: Readonly<Record<string, Broker>> = {
    "broker-clone-removed": { organizations: "{ payments: orgs[1] }" },
    "broker-renamed": { name: "gitlab2" },
  };
  for (const [name, broker] of Object.entries(next)) {
    project.write(program(broker));
    await record(project, name, { today: CREATED });
  }
  project.write(program({ onDelete: "retain", gitlabToken: `${GITLAB_TOKEN}-2` }));
  await record(project, "broker-settings", { today: CREATED, lists: "changes" });

  project.write(program());
  await turnOff(project);
  await record(project, "broker-turned-off", { today: "2027-02-01" });
}

/** Turns the Broker off at Snyk, and lets the state know. */
async function turnOff(project: Project): Promise<void> {
  const stored = project.stored("BrokeredIntegration");
  project.simulator.webUi.turnBrokerOff(String(stored?.outputs?.["integrationId"]));
  // Only the integration: rendered manifests cannot be refreshed.
  succeeded(await project.refresh({ today: CREATED, args: ["--target", stored?.urn ?? ""] }));
}

interface Recorded {
  readonly today: string;
  /** Whether unchanged resources are listed too. @default "all" */
  readonly lists?: "all" | "changes";
}

async function record(project: Project, name: string, { today, lists = "all" }: Recorded): Promise<void> {
  const args = ["--json", ...(lists === "all" ? ["--show-sames"] : [])];
  const output = succeeded(await project.preview({ today, args }));
  const leaks = project.scan.leaks().filter((leak) => leak.includes("in output of"));
  if (leaks.length > 0) throw new Error(`${name} shows a secret: ${leaks.join("; ")}`);

  const full = output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1);
  const reduced = JSON.stringify(reduce(preview.parse(JSON.parse(full))));
  for (const command of ["review", "graph"]) {
    if (told(command, reduced) !== told(command, full))
      throw new Error(`${command} reads more of ${name} than its recording has: keep that here too.`);
  }
  const file = join(RECORDED, `${name}.json`);
  const options = { ...(await resolveConfig(file)), filepath: file };
  writeFileSync(
    file,
    await format(withoutChance(reduced.replaceAll(project.simulator.url, ADDRESS)), options),
  );
  console.log(`Recorded ${name}`);
}

/** What a command prints of a preview. */
function told(command: string, json: string): string {
  const args = command === "review" ? ["--json", "--today", CREATED] : ["--today", CREATED];
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, command, "-", ...args], {
    input: json,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const properties = z.record(z.string(), z.unknown()).optional();
const state = z.object({
  type: z.string(),
  parent: z.string().optional(),
  inputs: properties,
  outputs: properties,
  dependencies: z.array(z.string()).optional(),
});
type State = z.output<typeof state>;

/** What the commands read of a preview. What else the engine prints is of a machine, of a run or long. */
const preview = z.object({
  steps: z.array(
    z.object({ op: z.string(), urn: z.string(), oldState: state.optional(), newState: state.optional() }),
  ),
  changeSummary: z.record(z.string(), z.number()),
});

/** The engine works in parallel, and lists resources in any order. */
function reduce({ steps, changeSummary }: z.output<typeof preview>): z.output<typeof preview> {
  const reduced = steps.map(({ op, urn, oldState, newState }) => ({
    op,
    urn,
    oldState: oldState && reduceState(oldState),
    newState: newState && reduceState(newState),
  }));
  return {
    steps: reduced.sort((one, other) => (one.urn < other.urn ? -1 : Number(one.urn > other.urn))),
    changeSummary,
  };
}

/** All of what is ours, and the name of what has a token. Of other resources it is enough that they are there. */
function reduceState({ type, parent, inputs, outputs, dependencies = [] }: State): State | undefined {
  const sources = dependencies.filter((urn) => urn.includes(":BrokeredIntegration::"));
  const depends = sources.length > 0 && { dependencies: sources };
  if (type.startsWith("pulumi-nodejs:dynamic/snyk-broker:"))
    return {
      type,
      inputs: inputs && withoutCode(inputs),
      outputs: outputs && withoutCode(outputs),
      ...depends,
    };
  if (!depends) return undefined;
  const { metadata } = z.object({ metadata: z.object({ name: z.string() }) }).parse(inputs);
  return { type, parent, inputs: { metadata }, ...depends };
}

function withoutCode({ __provider, ...others }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return others;
}

/**
 * Puts the same ids in the place of those that every run makes up, so that a new recording shows what has changed. The
 * ids of organizations are the simulator's own; the engine has one for what is not known yet.
 */
function withoutChance(text: string): string {
  return [
    {
      id: /\b(?!a0000000|04da6b54)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
      prefix: "b0000000-0000-4000-8000-",
      length: 12,
    },
    { id: /(?<="instance":"|-[0-9a-f]{12}\/)[a-z0-9]{6}(?=")/g, prefix: "", length: 6 },
    { id: /(?<=-g\d+-)[0-9a-f]{6}\b/g, prefix: "", length: 6 },
  ].reduce((replaced, { id, prefix, length }) => {
    const all = [...new Set(replaced.match(id))];
    return replaced.replace(id, (each) => prefix + String(all.indexOf(each) + 1).padStart(length, "0"));
  }, text);
}

async function main(): Promise<void> {
  rmSync(RECORDED, { recursive: true, force: true });
  mkdirSync(RECORDED, { recursive: true });
  const project = await Project.create({ program: program() });
  try {
    await recordAll(project);
  } finally {
    await project.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
