import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DEFAULT_SEED } from "../../simulator";
import { ROOT } from "../package/packed";
import { adoptExisting } from "./adopt-existing";
import { artifactory } from "./artifactory";
import { ci } from "./ci";
import { codeAgent } from "./code-agent";
import { containerRegistry } from "./container-registry";
import { existingSecrets } from "./existing-secrets";
import { fleet } from "./fleet";
import { jiraWithGivenToken } from "./jira-with-given-token";
import { manyOrganizations } from "./many-organizations";
import { redundantClients } from "./redundant-clients";
import { commandBlocks } from "./readme";
import { singleScm } from "./single-scm";
import { type Story, tell } from "./story";
import { twoRegions } from "./two-regions";
import { EXAMPLES, projects, Workshop } from "./workshop";

jest.setTimeout(600_000);

const STORIES: Readonly<Record<string, Story>> = {
  "single-scm": singleScm,
  "many-organizations": manyOrganizations,
  "redundant-clients": redundantClients,
  "two-regions": twoRegions,
  "adopt-existing": adoptExisting,
  "existing-secrets": existingSecrets,
  "code-agent": codeAgent,
  "jira-with-given-token": jiraWithGivenToken,
  artifactory,
  "container-registry": containerRegistry,
  fleet,
};

const workshop = new Workshop();
beforeAll(() => workshop.open());
afterAll(() => workshop.close());

it("has a story for every project", () => {
  expect(Object.keys(STORIES).sort()).toEqual([...projects()].sort());
});

it("is in the table, with its packages in the versions of this release", () => {
  const table = readFileSync(join(EXAMPLES, "README.md"), "utf8");
  const [, release = ""] =
    /"version": "(\d+\.\d+)/.exec(readFileSync(join(ROOT, "package.json"), "utf8")) ?? [];
  for (const name of readdirSync(EXAMPLES).filter((file) => !file.includes("."))) {
    expect(table).toContain(`| [${name}](${name}) `);
  }
  for (const name of projects()) {
    const manifest = readFileSync(join(EXAMPLES, name, "package.json"), "utf8");
    expect([name, manifest]).toEqual([
      name,
      expect.stringContaining(`"pulumi-snyk-broker": "^${release}.0"`),
    ]);
  }
});

it("starts the simulated Snyk that the rehearsals need, with their organizations", async () => {
  const { commands } = commandBlocks(readFileSync(join(EXAMPLES, "README.md"), "utf8"))[0]!;
  expect(commands).toEqual(["npx pulumi-snyk-broker simulator --port 9700"]);
  const command = commands[0]!.replace("9700", "0");
  const folder = join(workshop.scratch.folder, "single-scm");
  const child = spawn("bash", ["-c", command], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let printed = "";
    for await (const line of createInterface({ input: child.stdout })) {
      printed += `${line}\n`;
      if (line.startsWith("Ctrl-C")) break;
    }
    expect(printed).toMatch(/A simulated Snyk listens on http:\/\/127\.0\.0\.1:\d+/);
    expect(printed).toMatch(/SNYK_TOKEN=\S+/);
    for (const { id } of DEFAULT_SEED.groups.flatMap(({ orgs }) => orgs)) expect(printed).toContain(id);
  } finally {
    process.kill(-child.pid!, "SIGINT");
  }
});

it("compiles in strict TypeScript", () => workshop.compile());

for (const [name, story] of Object.entries(STORIES)) tell(workshop, name, story);
tell(workshop, "single-scm", ci, "ci");
