import { Command, Option } from "commander";
import { dayOf } from "../provider/lifecycle/classic/token/day";
import { now, type ReadConfig } from "../provider/process/configuration";
import { DEFAULT_PATHS } from "./doctor/client-checks";
import { parseConfig } from "./doctor/config-file";
import { diagnose } from "./doctor/diagnose";
import { renderText, resultOf } from "./doctor/render";
import { type Setup, setupOf } from "./doctor/subjects";
import { endOf, FOUND, maxAgeFrom, orUnusable, readInput, todayFrom } from "./command-line";
import { UnusableFile } from "./stack/json";
import { parseStack } from "./stack/stack-file";

interface Options {
  readonly config?: string;
  readonly org?: string;
  readonly type?: string;
  readonly region?: string;
  readonly apiUrl?: string;
  readonly client: readonly string[];
  readonly healthCheckPath: string;
  readonly systemCheckPath: string;
  readonly maxAgeDays: number;
  readonly today?: string;
  readonly history?: boolean;
  readonly failOn: "failure" | "warning";
  readonly json?: boolean;
}

/** `npx pulumi-snyk-broker doctor`: is everything in order, from the credentials to the client? */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "Check a setup from the credentials to the client, and say what is wrong and what to do. It changes nothing.",
    )
    .argument("[stack]", "output of `pulumi stack export`; - reads it from stdin")
    .option(
      "--config <file>",
      "output of `pulumi config --show-secrets --json` (default: the variable SNYK_TOKEN, or SNYK_CLIENT_ID and SNYK_CLIENT_SECRET)",
    )
    .option("--region <name>", "Snyk region, instead of the configured one")
    .option("--api-url <url>", "address of Snyk's API, instead of the configured one")
    .option("--org <id>", "without a stack: the organization to look at")
    .option("--type <type>", "without a stack: the integration to look for there, such as gitlab")
    .addOption(
      new Option("--client <url>", "address of a Broker client, such as http://127.0.0.1:8000 (repeatable)")
        .argParser((url, all: readonly string[]) => [...all, url])
        .default([] as readonly string[], "none"),
    )
    .option(
      "--health-check-path <path>",
      "path of their health check (healthCheckPath)",
      DEFAULT_PATHS.healthcheck,
    )
    .option(
      "--system-check-path <path>",
      "path of their system check (the variable BROKER_SYSTEMCHECK_PATH)",
      DEFAULT_PATHS.systemcheck,
    )
    .option("--max-age-days <number>", "warn about tokens older than this", maxAgeFrom, 90)
    .option("--today <day>", "the day to count ages from, YYYY-MM-DD (default: today, UTC)", todayFrom)
    .addOption(
      new Option("--fail-on <status>", "what ends with exit code 1")
        .choices(["failure", "warning"])
        .default("failure"),
    )
    .option("--history", "also show who changed the integrations in the last 90 days, from Snyk's audit log")
    .option("--json", "print JSON instead of text")
    .addHelpText("after", "\nExit codes: 0 all in order, 1 something is wrong, 2 nothing was checked.")
    .exitOverride(endOf)
    .action(orUnusable(run));
}

async function run(stack: string | undefined, options: Options): Promise<void> {
  const { client: clients, healthCheckPath, systemCheckPath } = options;
  const { maxAgeDays, today = dayOf(now()), failOn, history, json } = options;
  clients.forEach(checkAddress);
  const setup = setupFrom(stack, options);
  const checks = await diagnose({
    setup,
    config: configOf(options),
    clients,
    paths: { healthcheck: healthCheckPath, systemcheck: systemCheckPath },
    maxAgeDays,
    today,
    history,
  });
  const result = resultOf(checks);
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : renderText(result));
  if (result.failures > 0 || (failOn === "warning" && result.warnings > 0)) process.exitCode = FOUND;
}

/** @throws UnusableFile when the command line names half of an integration, or one beside a stack */
function setupFrom(stack: string | undefined, { org, type }: Options): Setup {
  const named = org !== undefined || type !== undefined;
  if (stack !== undefined) {
    if (named) throw new UnusableFile("--org and --type are for a check without a stack.");
    return setupOf(parseStack(readInput(stack)));
  }
  const nothing = { stack: false, subjects: [], tokens: [], deployments: [] };
  if (!named) return nothing;
  if (org === undefined || type === undefined) {
    throw new UnusableFile("--org and --type go together: give both, or the stack.");
  }
  const name = `${type} integration`;
  const subject = {
    name,
    sharing: "no",
    orgId: org,
    type,
    integrationId: undefined,
    connection: {},
  } as const;
  return { ...nothing, subjects: [subject] };
}

/** The command line takes precedence over the file. */
function configOf({ config, region, apiUrl }: Options): ReadConfig {
  const read = config === undefined ? () => undefined : parseConfig(readInput(config));
  const given = region !== undefined || apiUrl !== undefined;
  return (key) => {
    if (given && key === "snyk-broker:region") return region;
    if (given && key === "snyk-broker:apiUrl") return apiUrl;
    return read(key);
  };
}

/**
 * The message does not repeat it: it may have credentials in it.
 * @throws UnusableFile
 */
function checkAddress(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") return;
  throw new UnusableFile("--client takes an address such as http://127.0.0.1:8000, without credentials.");
}
