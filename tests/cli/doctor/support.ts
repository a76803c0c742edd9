import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Check } from "../../../cli/doctor/check";
import { diagnose } from "../../../cli/doctor/diagnose";
import { type Setup, setupOf } from "../../../cli/doctor/subjects";
import { parseStack } from "../../../cli/stack/stack-file";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../../simulator";
import { integration, STORED } from "../preview-of";
import { exportWith } from "../state-of";

const servers: Server[] = [];

/** The simulator of the running test. */
export let simulator: Simulator;
export const start = async (options: SimulatorOptions = {}) => (simulator = await startSimulator(options));

afterEach(async () => {
  await simulator.close();
  for (const server of servers.splice(0)) server.close();
});

/** A server until the test ends. @returns its URL */
export async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Broker client, as far as its two checks go. @returns its URL */
export const client = (
  health: unknown,
  healthStatus: number,
  systemStatus = 200,
  path = "/healthcheck",
): Promise<string> =>
  listening((req, res) => {
    const isHealth = req.url === path;
    res.writeHead(isHealth ? healthStatus : systemStatus, { "content-type": "application/json" });
    res.end(JSON.stringify(isHealth ? health : [{ maskedCredentials: "canary***" }]));
  });

/** One of a client's connections, as its health check shows it. */
export const tunnel = (ok: boolean) => ({
  ok,
  brokerServerUrl: "https://broker.snyk.io/?canary",
  version: "5.16.4",
});

/** An integration that Snyk has, as a stack stores it. */
export function stored(more: Readonly<Record<string, unknown>> = {}) {
  const org = simulator.orgs[0];
  if (!org) throw new Error("no organization");
  const found = simulator.integration(org.id, "gitlab");
  const integrationId = found?.id ?? simulator.webUi.addIntegration({ orgId: org.id, type: "gitlab" });
  return { ...STORED, orgId: org.id, integrationId, ...more };
}

export const stack = (...steps: Parameters<typeof exportWith>[0]): Setup =>
  setupOf(parseStack(exportWith(steps)));
export const one = (facts = stored()): Setup => stack(integration("same", { before: facts, after: facts }));
export const NOTHING: Setup = { stack: false, subjects: [], tokens: [], deployments: [] };

interface Asked {
  readonly setup?: Setup;
  readonly config?: Readonly<Record<string, string>>;
  readonly clients?: readonly string[];
  readonly today?: string;
  readonly history?: boolean;
}

/** What the doctor finds. */
export function checks({
  setup = NOTHING,
  config = {},
  clients = [],
  today = "2027-01-31",
  history = false,
}: Asked): Promise<readonly Check[]> {
  const all: Readonly<Record<string, string>> = {
    "snyk-broker:apiUrl": simulator.url,
    "snyk-broker:apiToken": simulator.adminKey,
    ...config,
  };
  return diagnose({ setup, config: (key) => all[key], clients, today, maxAgeDays: 90, history });
}

/** What is not as it should be, a line each. */
export const bad = (found: readonly Check[]) =>
  found
    .filter(({ status }) => status !== "ok")
    .map(({ status, check, text }) => `${status} ${check}: ${text}`);
