import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrokerClient } from "../../components/broker-client/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client/broker-client-args";
import { register } from "../components/mocked";
import { CLIENT_TYPE_NAMES, leastClient, mostClient } from "../components/samples";
import { environmentOfContainer } from "./container";
import { JudgedClient, freePort, imageHome, startApi } from "./real-client";

jest.setTimeout(120_000);

let folder: string;
let api: Server;
let apiUrl: string;
let server: JudgedClient;
let brokerServerUrl: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "real-client-"));
  jest.spyOn(console, "warn").mockImplementation(() => undefined); // some types warn of themselves
  ({ server: api, url: apiUrl } = await startApi());
  const port = await freePort();
  brokerServerUrl = `http://127.0.0.1:${port}`;
  const home = imageHome(folder, "server");
  const all = [{ method: "any", path: "/*" }];
  writeFileSync(join(home, "accept.json"), JSON.stringify({ public: all, private: all }));
  server = new JudgedClient(home, "server", {
    ...PATH,
    ACCEPT: "accept.json",
    BROKER_TYPE: "server",
    PORT: String(port),
  });
  await server.answers(`${brokerServerUrl}/healthcheck`);
});

afterAll(async () => {
  await server.stop();
  api.close();
  rmSync(folder, { recursive: true, force: true });
});

const PATH = { PATH: process.env["PATH"] ?? "" };

describe.each(CLIENT_TYPE_NAMES)("Snyk's client takes the environment of %s", (type) => {
  it("with the settings that it cannot do without", () => accepts(type, leastClient(type)));

  // Certificates and proxies that do not exist cannot be used; the rest can.
  it("with all settings", () => accepts(type, { ...mostClient(type), https: undefined, proxy: undefined }));
});

it("Snyk's client answers where the options say that it does", async () => {
  await accepts("gitlab", { ...leastClient("gitlab"), healthCheckPath: "/alive" });
});

/** The others ask Snyk's servers whether they are well. */
const CONFIGURATION_CHECKS = {
  "accept-flags-config-validation": "passing",
  "broker-client-url-validation": "passing",
  "broker-token-validation": "passing",
  "client-version-validation": "passing",
  "code-agent-deprecation-validation": "passing",
  "workload-config-validation": "passing",
};

/** Starts the real client with what the pod would get: it connects, and all of its own checks pass. */
async function accepts(type: string, args: BrokerClientArgs): Promise<void> {
  const port = await freePort();
  const objects = await register(() => {
    new BrokerClient("scm", { ...args, apiUrl, brokerServerUrl, containerPort: port });
  });
  const home = imageHome(mkdtempSync(join(folder, "client-")), type);
  const client = new JudgedClient(home, "client", {
    ...PATH,
    ...environmentOfContainer(objects, join(home, "files")),
  });
  try {
    await client.answers(`http://127.0.0.1:${port}${args.healthCheckPath ?? "/healthcheck"}`);
    expect(client.preflightChecks()).toMatchObject(CONFIGURATION_CHECKS);
  } finally {
    await client.stop();
  }
}
