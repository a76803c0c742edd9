// `npm run quickstart`: from nothing to a request through the Snyk Broker, in one command.
import { RelayError } from "../../simulator";
import { failed, UsageError } from "../system/command-line";
import { ToolchainError } from "../toolchain";
import { Lifetime } from "./lifetime";
import { onOwnCluster } from "./on-own-cluster";
import { parseOptions, USAGE } from "./options";
import { PulumiError } from "./pulumi";
import { QuickstartReport } from "./report";
import { tell } from "./story";

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === "help") {
    process.stdout.write(USAGE);
    return 0;
  }
  if (options.cluster) return onOwnCluster(options);
  const report = new QuickstartReport();
  const lifetime = new Lifetime();
  const code = await Promise.race([interruption(report), told()]);
  await lifetime.end();
  if (code > 128) console.log("Nothing is left of it.");
  return code;

  async function told(): Promise<number> {
    try {
      await tell(options as Exclude<typeof options, "help">, report, lifetime);
      report.line("");
      for (const line of report.times()) report.line(line);
      report.line(ENDING);
      return 0;
    } catch (error) {
      if (lifetime.isOver) return 1; // what an interruption breaks is no news
      report.line(`\n${message(error)}`);
      return 1;
    }
  }
}

/** @returns the exit code for the signal that ends this run, or that its parent was killed. */
function interruption(report: QuickstartReport): Promise<number> {
  return new Promise((resolve) => {
    for (const [signal, number] of Object.entries(SIGNALS)) {
      process.once(signal, () => {
        report.lastLine("\nInterrupted: cleaning up …");
        process.once(signal, () => process.exit(128 + number)); // the janitor does the rest
        resolve(128 + number);
      });
    }
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) resolve(1);
    }, 500).unref();
  });
}

function message(error: unknown): string {
  const expected = [PulumiError, ToolchainError, RelayError, UsageError].some(
    (kind) => error instanceof kind,
  );
  if (!(error instanceof Error)) return String(error);
  return expected ? error.message : (error.stack ?? error.message);
}

const ENDING = `
Nothing is left to clean up: servers, clients and files with secrets have ended with this run.
The program is examples/quickstart/index.ts; README.md says how to use it in a project of your own. What a day would
bring there, in a preview: SNYK_BROKER_TODAY=2099-03-01 pulumi preview --diff`;

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(failed(error, USAGE)),
);
