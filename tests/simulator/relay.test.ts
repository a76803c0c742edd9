import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import {
  RelayError,
  startBroker,
  startScm,
  type BrokerProcess,
  type Scm,
  type Simulator,
} from "../../simulator";
import { until } from "../../dev/system/until";
import { brokered, provisioned, start, stopAll, type Started } from "./http";
import { isOpen } from "./leftovers";

const SCM_TOKEN = "scm-canary";

// The real Broker server and client take some seconds to start on a busy machine.
jest.setTimeout(120_000);

let folder = "";
let scm: Scm;
let started: Started;
/** Ended after the tests, whatever becomes of them. */
const brokers: BrokerProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "relay-test-"));
  const rules = {
    public: [{ method: "POST", path: "/api/v2/import/done" }],
    private: [{ method: "GET", path: "/api/v4/user", origin: "https://${GITLAB}" }],
  };
  writeFileSync(join(folder, "accept.json"), JSON.stringify(rules));
  scm = await startScm({ credential: SCM_TOKEN });
  started = await start({ relay: true });
});

afterAll(async () => {
  await Promise.all(brokers.map((broker) => broker.close()));
  await stopAll();
  await scm.close();
  rmSync(folder, { recursive: true, force: true });
});

const relayOf = ({ relay }: Simulator) => {
  if (!relay) throw new Error("the relay is not running");
  return relay;
};

async function client(token: string): Promise<BrokerProcess> {
  const broker = await startBroker({
    role: "client",
    acceptFile: join(folder, "accept.json"),
    env: {
      BROKER_TOKEN: token,
      BROKER_SERVER_URL: relayOf(started.simulator).brokerServerUrl,
      API_BASE_URL: started.simulator.url,
      BROKER_CLIENT_URL: "http://127.0.0.1:1",
      PREFLIGHT_CHECKS_ENABLED: "false",
      IPV6_CONNECTIVITY_CHECK_ENABLED: "false",
      INSECURE_DOWNSTREAM: "true",
      GITLAB: scm.host,
      GITLAB_TOKEN: SCM_TOKEN,
    },
  });
  brokers.push(broker);
  return broker;
}

it("relays by the live token, both ways, through a rotation, and never shows the token", async () => {
  const { simulator, http } = started;
  const relay = relayOf(simulator);
  const integration = await brokered(started);
  const { id, token, url } = integration;

  const early = await relay.import({ integrationId: id, path: "/api/v4/user" });
  expect(early).toMatchObject({ status: 404, headers: { "x-broker-failure": "no-connection" } });
  expect(await relay.connected(id)).toBe(false);

  const old = await client(token);
  await until("the client is connected", () => relay.connected(id));
  expect(await relay.import({ integrationId: id, path: "/api/v4/user" })).toMatchObject({
    status: 200,
    body: { path: "/api/v4/user", authorized: true },
  });
  expect(scm.requests()).toEqual([{ method: "GET", path: "/api/v4/user", authorized: true }]);
  const blocked = await http.post("/_simulator/import", {
    integrationId: id,
    path: "/api/v4/projects",
    method: "POST",
  });
  expect(blocked.data).toMatchObject({ status: 401 });
  expect((await http.get(`/_simulator/connected/${id}`)).data).toEqual({ connected: true });

  const provisional = await provisioned(started, integration);
  const next = await client(provisional);
  // Not before its tunnel is up: from the switch on, Snyk sends to the new token.
  const isHealthy = async () => (await http.get(`${next.url}/healthcheck`, { baseURL: "" })).status === 200;
  await until("the next client is healthy", isHealthy);
  await http.post(`${url}/authentication/switch-token`);
  await old.close();
  expect(old.ended()).toContain("SIGKILL");
  expect(await relay.import({ integrationId: id, path: "/api/v4/user" })).toMatchObject({ status: 200 });

  const report = await http.post(`${next.url}/api/v2/import/done`, {}, { baseURL: "" });
  expect([report.status, report.data]).toEqual([200, {}]);

  const answers = JSON.stringify([early, blocked.data]);
  for (const secret of [token, provisional, SCM_TOKEN]) {
    expect(answers).not.toContain(secret);
    for (const broker of brokers) expect(broker.output()).not.toContain(secret);
  }
});

it("says so when the integration is unknown or not brokered", async () => {
  const { simulator, org } = started;
  const relay = relayOf(simulator);
  await expect(relay.import({ integrationId: "x", path: "/" })).rejects.toThrow("There is no integration x");
  const id = simulator.webUi.addIntegration({ orgId: org, type: "github", credentials: { token: "t" } });
  await expect(relay.connected(id)).rejects.toThrow("not brokered");
});

it("listens on the loopback interface only, and removes its folder at the end", async () => {
  const broker = await startBroker({ role: "server" });
  brokers.push(broker);
  expect(existsSync(broker.folder)).toBe(true);
  const port = Number(new URL(broker.url).port);
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const reachable = others.filter(({ internal, family }) => !internal && family === "IPv4");
  expect(await isOpen(port)).toBe(true);
  for (const { address } of reachable)
    expect([address, await isOpen(port, address)]).toEqual([address, false]);

  await broker.close();
  expect(existsSync(broker.folder)).toBe(false);
  expect(await isOpen(port)).toBe(false);
  expect(broker.ended()).toContain("The Broker server has ended");
});

it("says what to install when there is no Broker, and why a Broker does not start", async () => {
  const missing = startBroker({ role: "server", projectFolder: folder });
  await expect(missing).rejects.toThrow(RelayError);
  await expect(missing).rejects.toThrow("npm install snyk-broker");
  const withoutRules = startBroker({ role: "server", acceptFile: join(folder, "nothing.json") });
  await expect(withoutRules).rejects.toThrow(/exit code 1.*nothing\.json/s);
});
