import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrokerProcess, type Scm, type Simulator, startScm, startSimulator } from "../../simulator";
import { until } from "../../dev/system/until";
import { SDK_ON_DEMAND } from "../../dev/engine/sdk-on-demand";
import { ensureToolchain, pulumiEnvironment } from "../../dev/toolchain";
import { clientBeside } from "../engine/support/client-beside";
import { pack } from "../package/packed";
import { blocksOf, textOf } from "./support/markdown";
import { CommandReader } from "./support/reader";

jest.setTimeout(600_000);

const SCM_TOKEN = "canary-of-gitlab";

let folder: string;
let reader: CommandReader;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "docs-tools-"));
  const toolchain = await ensureToolchain({ log: () => undefined });
  const env = {
    ...pulumiEnvironment(toolchain, join(folder, "home")),
    PULUMI_SKIP_CONFIRMATIONS: "true", // nobody is there to choose "yes"
    PULUMI_CONFIG_PASSPHRASE: "test",
    KUBECONFIG: join(folder, "no-kubeconfig"),
    NODE_OPTIONS: SDK_ON_DEMAND,
    NO_COLOR: "1",
  };
  reader = new CommandReader(folder, env, pack(folder).dependency);
});

afterAll(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

it("tests a program, a script and a service with the simulator, as its page says", async () => {
  await reader.enter(join(folder, "tested"));
  const printed = await reader.follow("docs/simulator.md");
  expect(printed).toContain('"operation":"listOrgs"');
  expect(existsSync(join(folder, "tested/snyk.json"))).toBe(true);
});

it("knows every option, call and fault that the page of the simulator names", () => {
  const page = textOf("docs/simulator.md");
  const control = readFileSync(join(__dirname, "../../simulator/control.ts"), "utf8");
  const calls = [...control.matchAll(/api\.\w+\(\s*"\/([\w-]+)/g)].map(([, path = ""]) => path);
  expect(calls.length).toBeGreaterThan(15);
  for (const path of calls) expect(page).toContain(`/_simulator/${path}`);
  const faults = readFileSync(join(__dirname, "../../simulator/api/faults.ts"), "utf8");
  const kinds = [...faults.matchAll(/kind: z\.literal\("(\w+)"\)/g)].map(([, kind = ""]) => kind);
  expect(kinds).toHaveLength(6);
  for (const kind of kinds) expect(page).toContain(`\`${kind}\``);
});

describe("in the project that the simulator's page tests,", () => {
  let snyk: Simulator;
  let scm: Scm;
  let client: BrokerProcess;

  beforeAll(async () => {
    snyk = await startSimulator({ relay: true });
    scm = await startScm({ credential: SCM_TOKEN });
    const orgId = snyk.orgs[0]?.id ?? "";
    await reader.enter(join(folder, "tested/stack"));
    const at = await reader.folder();
    for (const file of ["Pulumi.yaml", "index.js"]) writeFileSync(join(at, file), fileOf(file));
    await reader.run(`export SNYK_TOKEN=${snyk.adminKey} PULUMI_BACKEND_URL=file://${at}`);
    await reader.run("pulumi stack init dev");
    await reader.run(`pulumi config set snyk-broker:apiUrl ${snyk.url}`);
    await reader.run(`pulumi config set orgId ${orgId}`);
    await reader.run("pulumi up");
    const integrationId = snyk.integration(orgId, "gitlab")?.id ?? "";
    client = await clientBeside(snyk, integrationId, scm, SCM_TOKEN);
    await until("the client is connected", async () => (await snyk.relay?.connected(integrationId)) === true);
    reader.learn({
      placeholders: {
        key: snyk.adminKey,
        address: snyk.url,
        "organization id": orgId,
        "client address": client.url,
      },
    });
  });

  afterAll(async () => {
    await client.close();
    await scm.close();
    await snyk.close();
  });

  it("draws what the page of graph says", async () => {
    const printed = await reader.follow("docs/graph.md");
    expect(printed).toContain("Token generation 1<br/>live");
    const picture = (name: string) => readFileSync(join(folder, "tested/stack", name), "utf8");
    expect(picture("stack.svg")).not.toContain("Token generation 2");
    expect(picture("preview.svg")).toContain("Token generation 2");
  });

  it("checks what the page of doctor says, and changes nothing", async () => {
    snyk.log.clear();
    const printed = await reader.follow("docs/doctor.md");
    expect(printed.match(/^0 failures/gm)).toHaveLength(3);
    expect(printed).not.toContain(snyk.adminKey);
    expect(snyk.log.all().filter(({ method, effect }) => effect && method !== "GET")).toEqual([]);
  });
});

function fileOf(name: string): string {
  return blocksOf("docs/simulator.md").find(({ file }) => file === name)?.text ?? "";
}
