import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { startSimulator, type Simulator, type SimulatorSettings } from "../simulator";

interface Options {
  readonly port: number;
  readonly state?: string;
  readonly settings?: string;
  readonly relay?: boolean;
  readonly json?: boolean;
}

/** `npx pulumi-snyk-broker simulator`: a Snyk on 127.0.0.1, in the foreground until Ctrl-C. */
export function simulatorCommand(): Command {
  return new Command("simulator")
    .description("Run a Snyk locally: its API on 127.0.0.1, in memory or with a state file.")
    .option("--port <number>", "port on 127.0.0.1 (default: the system picks one)", portOf, 0)
    .option("--state <file>", "keep organizations, keys, integrations and tokens in this file")
    .option(
      "--settings <file>",
      "JSON file that says how Snyk behaves where its documentation leaves it open",
    )
    .option("--relay", "run Snyk's side of the Broker too (needs: npm install snyk-broker)")
    .option("--json", "print one line of JSON instead of text")
    .action(run);
}

async function run({ port, state, settings, relay, json }: Options): Promise<void> {
  // Before the start: a Ctrl-C during it must still end the relay.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  const simulator = await startSimulator({
    port,
    ...(state !== undefined && { stateFile: state }),
    ...(settings !== undefined && { settings: settingsFrom(settings) }),
    ...(relay && { relay }),
  });
  console.log(json ? asJson(simulator) : asText(simulator));
  await stopped;
  await simulator.close();
}

function asJson({ url, adminKey, viewerKey, orgs, relay }: Simulator): string {
  return JSON.stringify({ url, adminKey, viewerKey, orgs, brokerServerUrl: relay?.brokerServerUrl ?? null });
}

function asText({ url, adminKey, viewerKey, orgs, relay }: Simulator): string {
  return [
    `A simulated Snyk listens on ${url}`,
    "",
    "Organizations:",
    ...orgs.map(({ id, name, groupId }) => `  ${id}  ${name} (group ${groupId})`),
    "",
    "Use it in a Pulumi project:",
    `  pulumi config set snyk-broker:apiUrl ${url}`,
    `  export SNYK_TOKEN=${adminKey}`,
    "",
    `A key that may only read: ${viewerKey}`,
    ...(relay ? [`Broker server, for a client's BROKER_SERVER_URL: ${relay.brokerServerUrl}`] : []),
    `Settings, faults, request log: ${url}/_simulator/`,
    "Ctrl-C ends it.",
  ].join("\n");
}

function settingsFrom(file: string): Partial<SimulatorSettings> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<SimulatorSettings>;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be read as JSON: ${why}`, { cause: error });
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
