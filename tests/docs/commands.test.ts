import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Operation, type Simulator, startSimulator } from "../../simulator";
import { SDK_ON_DEMAND } from "../../dev/engine/sdk-on-demand";
import { ensureToolchain, pulumiEnvironment } from "../../dev/toolchain";
import { pack } from "../package/packed";
import { blocksOf, PAGES, ROOT, textOf } from "./support/markdown";
import { isTerminal, CommandReader } from "./support/reader";

jest.setTimeout(600_000);

/** What each task does at Snyk, reads aside. */
const TASKS: Readonly<Record<string, readonly Operation[]>> = {
  "docs/tasks/retrieve-a-token.md": ["createIntegration"],
  "docs/tasks/rotate.md": ["createIntegration", "provisionToken", "switchToken"],
  "docs/tasks/several-organizations.md": ["createIntegration", "cloneIntegration", "createOrg"],
  "docs/tasks/redundant-clients.md": ["createIntegration"],
  "docs/tasks/take-over.md": [],
  "docs/tasks/scm-token.md": ["createIntegration"],
  "docs/tasks/jira-artifactory-nexus.md": [],
  "docs/tasks/code-agent.md": ["createIntegration"],
};

/** Commands that other tests run, and where. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "npm run quickstart": "tests/dev/quickstart/quickstart.test.ts",
  "npm run cluster": "tests/cluster/chain.test.ts",
  "npm run test:cluster": "tests/cluster/chain.test.ts",
  "npm test": "tests/run.ts",
};
const HERE = ["README.md", "docs/start.md", "docs/upgrading.md", "docs/review.md", ...Object.keys(TASKS)];

let folder: string;
let env: NodeJS.ProcessEnv;
let tarball: string;
let reader: CommandReader;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docs-commands-"));
  const toolchain = await ensureToolchain({ log: () => undefined });
  env = {
    ...pulumiEnvironment(toolchain, join(folder, "home")),
    PULUMI_SKIP_CONFIRMATIONS: "true", // nobody is there to choose "yes"
    KUBECONFIG: join(folder, "no-kubeconfig"),
    NODE_OPTIONS: SDK_ON_DEMAND,
    NO_COLOR: "1",
  };
  tarball = pack(folder).dependency;
  reader = new CommandReader(folder, env, tarball);
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

it("knows who runs the commands of every page", () => {
  const pages = PAGES.filter((page) => blocksOf(page).some(({ language }) => isTerminal(language)));
  const english = pages.filter((page) => !page.startsWith("docs/ko/")); // the Korean ones have the same code
  const tests = testFiles().map((file) => readFileSync(file, "utf8"));
  const others = english.filter((page) => !HERE.includes(page) && !tests.some((test) => test.includes(page)));
  const nobody = others.flatMap(commandsOf).filter((command) => !isElsewhere(command));
  expect(nobody).toEqual([]);
  for (const test of Object.values(ELSEWHERE)) expect(() => textOf(test)).not.toThrow();
});

function commandsOf(page: string): readonly string[] {
  return blocksOf(page)
    .filter(({ language }) => isTerminal(language))
    .flatMap(({ text }) => text.trim().split("\n"));
}

function isElsewhere(command: string): boolean {
  return Object.keys(ELSEWHERE).some((known) => command.startsWith(known));
}

/** Tests that run commands: one that runs those of a page names the page. Others of this folder only read them. */
function testFiles(): readonly string[] {
  const folder = join(ROOT, "tests");
  const beside = readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((file) => file.endsWith(".ts") && !file.startsWith(join(folder, "docs")));
  return [...beside, join(folder, "docs/tools.test.ts")];
}

describe("from an empty folder", () => {
  it("gets through the five-minute start", async () => {
    const printed = await reader.follow("docs/start.md");
    expect(printed).toMatch(/broker-gitlab-g2-\w{6}/);
    expect(printed).toMatch(/Resources:\n +- \d+ deleted/);
  });

  it("upgrades, and finds nothing to change", async () => {
    await reader.run("pulumi up");
    const printed = await reader.follow("docs/upgrading.md");
    expect(printed).toMatch(/Resources:\n +\d+ unchanged\n[^]*Resources:\n +\d+ unchanged/);
  });

  it("reviews a preview", async () => {
    expect(await reader.follow("docs/review.md")).toContain("Snyk Broker");
  });
});

describe("in a project of its own, beside those packages,", () => {
  let snyk: Simulator;

  beforeAll(async () => {
    const demo = join(folder, "snyk-broker-demo");
    if (existsSync(join(demo, "node_modules"))) return;
    const [install] = blocksOf("docs/start.md").filter(({ language }) => isTerminal(language));
    for (const command of install?.text.trim().split("\n") ?? []) await reader.run(command);
  });

  beforeEach(async () => {
    snyk = await startSimulator();
  });

  afterEach(() => snyk.close());

  /** What the five-minute start has left: a project, a stack, and a simulator in the place of Snyk. */
  async function begin(name: string): Promise<void> {
    const at = join(folder, "snyk-broker-demo", name);
    await reader.enter(at);
    writeFileSync(join(at, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    writeFileSync(join(at, "tsconfig.json"), startPage("tsconfig.json"));
    const [first, second] = snyk.orgs;
    reader.learn({
      placeholders: { "organization id": first?.id ?? "", "another organization id": second?.id ?? "" },
      secrets: { "snyk-broker:apiToken": snyk.adminKey },
    });
    await reader.run(`export SNYK_TOKEN=${snyk.adminKey} PULUMI_NODEJS_TRANSPILE_ONLY=true`);
    await reader.run("pulumi stack init dev");
    for (const key of ["apiUrl", "brokerServerUrl"])
      await reader.run(`pulumi config set snyk-broker:${key} ${snyk.url}`);
    await reader.run("pulumi config set kubernetes:renderYamlToDirectory manifests");
  }

  function changes(): readonly Operation[] {
    const isRead = /^(list|get|rest)/;
    return snyk.log
      .all()
      .filter(({ operation }) => !isRead.test(operation))
      .map(({ operation }) => operation);
  }

  it.each(Object.entries(TASKS))("does what %s says", async (page, expected) => {
    await begin(basename(page, ".md"));
    const orgId = snyk.orgs[0]?.id ?? "";
    const isTakeOver = page.endsWith("take-over.md");
    const id = isTakeOver ? snyk.webUi.addIntegration({ orgId, type: "gitlab" }) : "";
    const current = isTakeOver ? (snyk.webUi.tokens(id).brokerToken ?? "") : "";
    reader.learn({
      secrets: { currentBrokerToken: current, brokerToken: "0f9a1a52-1c0e-4a7e-9d4b-2f9d6a6f6d11" },
    });

    const printed = await reader.follow(page);
    expect(changes()).toEqual(expected);
    if (page.endsWith("retrieve-a-token.md")) {
      const { brokerToken } = snyk.webUi.tokens(snyk.integration(orgId, "gitlab")?.id ?? "");
      expect(printed).toContain(brokerToken);
    }
    if (isTakeOver) expect(snyk.webUi.tokens(id)).toEqual({ brokerToken: current });
  });

  it("does what the README says", async () => {
    await begin("readme");
    writeFileSync(join(await reader.folder(), "index.ts"), textOf("examples/quickstart/index.ts"));
    const printed = await reader.follow("README.md", { skip: Object.keys(ELSEWHERE), abridged: true });
    expect(changes()).toEqual(["createIntegration"]);
    expect(printed).toContain("Usage: pulumi-snyk-broker simulator");
  });
});

function startPage(file: string): string {
  return blocksOf("docs/start.md").find((block) => block.file === file)?.text ?? "";
}
