/**
 * `npm test`: every layer, fastest first. `npm test -- lifecycle engine` runs some of them, `npm test -- --list` names
 * them. A layer that needs what the machine lacks fails; none is skipped but by `--without LAYER`, or `TESTS_WITHOUT`
 * in the environment.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { obstacle } from "../dev/cluster";
import { runCluster } from "../dev/cluster/run";
import { ensureToolchain, ToolchainError } from "../dev/toolchain";
import { readResults, table, writeReport } from "./cluster/support/results";
import { LAYERS, type Layer } from "./layers";
import { parseOptions, type TestOptions } from "./options";
import { type Outcome, readOutcome } from "./outcome";

const repository = resolve(__dirname, "..");

async function main(args: readonly string[]): Promise<number> {
  let options: TestOptions;
  try {
    options = parseOptions(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  if (options.list) {
    for (const { name, about } of LAYERS) console.log(`${name.padEnd(12)} ${about}`);
    return 0;
  }
  const asked = LAYERS.filter(({ name }) => options.layers.length === 0 || options.layers.includes(name));
  const chosen = asked.filter(({ name }) => !options.without.includes(name));
  if (chosen.some(({ needsToolchain }) => needsToolchain)) await ensureToolchain();

  const outcomes: Outcome[] = [];
  for (const layer of chosen) outcomes.push(await run(layer, options));
  for (const { name, about } of asked)
    if (options.without.includes(name)) console.log(`\nNOT RUN, as asked: ${name} (${about})`);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  if (failures.length > 0) console.log(["\nFailed:", ...failures].join("\n  "));
  const [passed, failed, skipped] = [
    sum(outcomes, "passed"),
    sum(outcomes, "failed"),
    sum(outcomes, "skipped"),
  ];
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function sum(outcomes: readonly Outcome[], count: "passed" | "failed" | "skipped"): number {
  return outcomes.reduce((total, outcome) => total + outcome[count], 0);
}

async function run(layer: Layer, options: TestOptions): Promise<Outcome> {
  const { name, about, folders, workers = 2 } = layer;
  console.log(`\n── ${name}: ${about}`);
  const folder = mkdtempSync(join(tmpdir(), "snyk-broker-tests-"));
  const file = join(folder, "report.json");
  const jest = [
    require.resolve("jest/bin/jest"),
    "--ci",
    "--json",
    "--outputFile",
    file,
    "--maxWorkers",
    String(workers),
    ...folders,
  ];
  try {
    const status = layer.needsCluster ? await onCluster(jest, folder, options) : here(jest);
    const outcome = readOutcome(readFileSync(file, "utf8"), repository);
    if (outcome.passed + outcome.failed + outcome.skipped === 0) return broken(name, "no test ran");
    if (status !== 0 && outcome.failed === 0) return broken(name, "Jest failed, and no test did: see above");
    return outcome;
  } catch (error) {
    return broken(name, error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Jest prints its report on stdout as well; people read stderr. */
function here(jest: readonly string[], env: NodeJS.ProcessEnv = process.env): number | null {
  return spawnSync(process.execPath, jest, { stdio: ["ignore", "ignore", "inherit"], env }).status;
}

async function onCluster(
  jest: readonly string[],
  folder: string,
  options: TestOptions,
): Promise<number | null> {
  const { kubeconfig, address } = options;
  const results = join(folder, "results.jsonl");
  const status =
    kubeconfig === undefined
      ? await onOwnCluster(jest, results)
      : here(jest, {
          ...process.env,
          KUBECONFIG: kubeconfig,
          SNYK_BROKER_RESULTS: results,
          ...(address !== undefined && { SNYK_BROKER_ADDRESS: address }),
        });
  if (existsSync(results)) {
    console.error(table(readResults(results)));
    if (options.report) writeReport(readResults(results));
  }
  return status;
}

async function onOwnCluster(jest: readonly string[], results: string): Promise<number> {
  const reason = obstacle();
  if (reason !== undefined) {
    throw new Error(
      `THE CLUSTER'S TESTS CANNOT RUN HERE. ${reason} Give a cluster with --kubeconfig FILE, or leave them out with ` +
        `--without cluster (for .ci/run: TESTS_WITHOUT=cluster).`,
    );
  }
  const quiet = ["sh", "-c", 'exec "$@" >/dev/null', "jest", process.execPath, ...jest];
  return runCluster({ command: ["env", `SNYK_BROKER_RESULTS=${results}`, ...quiet] });
}

/** A layer whose tests could not be run, or not be counted. */
function broken(layer: string, why: string): Outcome {
  console.error(`${layer}: ${why}`);
  return { passed: 0, failed: 1, skipped: 0, failures: [`${layer}: ${why}`] };
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof ToolchainError ? error.message : error);
    console.log("0 passed, 1 failed");
    process.exit(1);
  },
);
