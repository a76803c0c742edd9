import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "../../simulator";
import { command } from "./command";
import { integration, STORED } from "./preview-of";
import { exportWith } from "./state-of";

jest.setTimeout(120_000);

let folder = "";
let simulator: Simulator;
let orgId = "";
let state = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "doctor-"));
  simulator = await startSimulator();
  orgId = simulator.orgs[0]?.id ?? "";
  const integrationId = simulator.webUi.addIntegration({ orgId, type: "gitlab" });
  const facts = { ...STORED, orgId, integrationId };
  state = exportWith([integration("same", { before: facts, after: facts })]).toString();
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

it("takes address and key from the stack's configuration, and the stack from stdin", async () => {
  const config = join(folder, "config.json");
  const values = {
    "snyk-broker:apiUrl": { value: simulator.url, secret: false },
    "snyk-broker:apiToken": { value: simulator.adminKey, secret: true },
  };
  writeFileSync(config, JSON.stringify(values));
  const args = ["doctor", "-", "--config", config, "--today", "2027-01-31"];
  const { code, out, err } = await command(args, { input: state });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("0 failures, 1 warning, 8 ok");
  expect(out).not.toContain(simulator.adminKey);
});

it("works without a stack; prints JSON; ends with 1 for what it finds", async () => {
  const args = ["doctor", "--api-url", simulator.url, "--org", orgId, "--type", "github", "--json"];
  const { code, out } = await command(args, { env: { SNYK_TOKEN: simulator.adminKey } });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    failures: 1,
    warnings: 2,
    checks: expect.arrayContaining([
      expect.objectContaining({ check: "integration", status: "failure" }),
    ]) as unknown,
  });
});

it("shows the history where it is asked to", async () => {
  const args = ["doctor", "-", "--api-url", simulator.url, "--history"];
  const { code, out } = await command(args, { env: { SNYK_TOKEN: simulator.adminKey }, input: state });
  expect(code).toBe(0);
  expect(out).toMatch(/^ok {7}history .*: 1 change of its integrations in the last 90 days\.$/m);
  expect(out).toMatch(
    /^ +\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC, integration gitlab \(gitlab\): created by a person$/m,
  );
});

it("ends with 1 for a warning, when it is asked to", async () => {
  const env = { SNYK_TOKEN: simulator.adminKey };
  const args = ["doctor", "--api-url", simulator.url];
  expect((await command(args, { env })).code).toBe(0);
  expect((await command([...args, "--fail-on", "warning"], { env })).code).toBe(1);
});

it.each([
  ["no such stack", ["nowhere.json"], "nowhere.json cannot be read (ENOENT)."],
  ["a configuration that is not JSON", ["--config", __filename], "The configuration is not JSON"],
  ["half of an integration", ["--org", "x"], "--org and --type go together"],
  ["an integration beside a stack", ["-", "--org", "x", "--type", "y"], "without a stack"],
  ["a client with credentials", ["--client", "http://a:canary@127.0.0.1:1"], "without credentials"],
])("ends with 2 and a sentence: %s", async (_, args, message) => {
  const { code, out, err } = await command(["doctor", ...args], { input: state });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
  expect(err).not.toContain("canary");
});
