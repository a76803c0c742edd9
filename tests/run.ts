/**
 * `npm test`: what a change needs, fastest first. `npm run test:release` runs the layers that guard a release, `.ci/run`
 * runs all of them. `npm test -- lifecycle engine` runs some, `npm test -- --list` names them. A layer that needs what the
 * machine lacks fails; whatever does not run is named at the end.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { obstacle } from "../dev/cluster";
import { runCluster } from "../dev/cluster/run";
import { ensureToolchain, ToolchainError } from "../dev/toolchain";
import { readResults, table, writeReport } from "./cluster/support/results";
import { type Layer, LAYERS, layersOf, ORDER, SETS, type Stage, WORKERS } from "./layers";
import { parseOptions, type TestOptions } from "./options";
import { type TestOutcome, readOutcome } from "./outcome";

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
  if (options.layers.some(({ stage }) => stage !== "quick")) await ensureToolchain();

  const outcomes: TestOutcome[] = [];
  for (const beside of ORDER) {
    const runs = beside
      .map((stage) => [stage, options.layers.filter((layer) => layer.stage === stage)] as const)
      .filter(([, layers]) => layers.length > 0)
      .map(([stage, layers]) => run(stage, layers, options));
    outcomes.push(...(await Promise.all(runs)));
  }
  tellLeftOut(options.layers);
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

/** Commands that run a whole set. */
const WHOLE: Readonly<Record<string, string>> = { change: "npm test", release: "npm run test:release" };

/** What is left out is no green test. */
function tellLeftOut(ran: readonly Layer[]): void {
  for (const [set, stages] of Object.entries(SETS)) {
    const left = layersOf(stages).filter((layer) => !ran.includes(layer));
    if (left.length === 0) continue;
    const names = left.map(({ name }) => name).join(", ");
    const all = left.length === layersOf(stages).length;
    const command = (all && WHOLE[set]) || `npm test -- ${names.replaceAll(",", "")}`;
    console.log(`\nNot run: ${names}. To run: ${command}`);
  }
}

function sum(outcomes: readonly TestOutcome[], count: "passed" | "failed" | "skipped"): number {
  return outcomes.reduce((total, outcome) => total + outcome[count], 0);
}

async function run(stage: Stage, layers: readonly Layer[], options: TestOptions): Promise<TestOutcome> {
  for (const { name, about } of layers) console.log(`\n── ${name}: ${about}`);
  const folder = mkdtempSync(join(tmpdir(), "snyk-broker-tests-"));
  const file = join(folder, "report.json");
  const jest = [
    require.resolve("jest/bin/jest"),
    "--ci",
    "--json",
    "--outputFile",
    file,
    "--maxWorkers",
    String(WORKERS[stage]),
    ...layers.flatMap(({ folders }) => folders),
  ];
  try {
    const status = stage === "cluster" ? await onCluster(jest, folder, options) : await here(jest);
    const outcome = readOutcome(readFileSync(file, "utf8"), repository);
    if (outcome.passed + outcome.failed + outcome.skipped === 0) return broken(stage, "no test ran");
    if (status !== 0 && outcome.failed === 0) return broken(stage, "Jest failed, and no test did: see above");
    return outcome;
  } catch (error) {
    return broken(stage, error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Jest prints its report on stdout as well; people read stderr. */
async function here(jest: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number | null> {
  const child = spawn(process.execPath, jest, { stdio: ["ignore", "ignore", "inherit"], env });
  await once(child, "close");
  return child.exitCode;
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
      : await here(jest, {
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

/** A stage whose tests could not be run, or not be counted. */
function broken(stage: Stage, why: string): TestOutcome {
  console.error(`${stage}: ${why}`);
  return { passed: 0, failed: 1, skipped: 0, failures: [`${stage}: ${why}`] };
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof ToolchainError ? error.message : error);
    console.log("0 passed, 1 failed");
    process.exit(1);
  },
);
