import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "../../simulator";
import { brokered, clientOf, provisioned, start, stopAll } from "./http";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "simulator-test-"));
});

afterEach(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

it("survives a restart: keys, organizations, integrations, tokens", async () => {
  const stateFile = join(folder, "deep", "state.json");
  const first = await start({ stateFile });
  const integration = await brokered(first);
  const { id, token } = integration;
  const provisional = await provisioned(first, integration);
  first.simulator.addKey({ name: "ci", key: "the-ci-key" });
  const { id: added } = first.simulator.addOrg({ name: "Added" });
  await first.simulator.close();

  const second = await start({ stateFile });
  expect(second.simulator.adminKey).toBe(first.simulator.adminKey);
  expect(second.simulator.orgs.map((org) => org.id)).toContain(added);
  expect(second.simulator.webUi.tokens(id)).toEqual({
    brokerToken: token,
    provisionalBrokerToken: provisional,
  });
  const http = clientOf(second.simulator, "token the-ci-key");
  expect((await http.get(`/v1/org/${second.org}/integrations`)).data).toEqual({ gitlab: id });
});

it("has the effect in the file before the answer is out, readable by its owner only, and no temporary file", async () => {
  const stateFile = join(folder, "state.json");
  const started = await start({ stateFile });
  const { token } = await brokered(started);
  expect(readFileSync(stateFile, "utf8")).toContain(token);
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["state.json"]);
});

it("keeps no credential of an integration", async () => {
  const stateFile = join(folder, "state.json");
  const { http, org } = await start({ stateFile });
  await http.post(`/v1/org/${org}/integrations`, { type: "gitlab", credentials: { token: "canary" } });
  expect(readFileSync(stateFile, "utf8")).not.toContain("canary");
});

it.each([
  ["text", "hello", /not JSON/],
  ["another shape", "{}", /"version": 1/],
  ["half a shape", '{"version":1}', /"groups" is not a list/],
])("refuses a file with %s, and leaves it alone", async (_name, text, reason) => {
  const stateFile = join(folder, "state.json");
  writeFileSync(stateFile, text);
  await expect(startSimulator({ stateFile })).rejects.toThrow(reason);
  expect(readFileSync(stateFile, "utf8")).toBe(text);
});

it("writes nothing without a file", async () => {
  const started = await start();
  await brokered(started);
  expect(existsSync(join(folder, "state.json"))).toBe(false);
});
