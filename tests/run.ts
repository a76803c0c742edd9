/**
 * `npm test`: every layer, fastest first. `npm test -- lifecycle engine` runs some of them, `npm test -- --list` names
 * them. A layer that needs what the machine lacks fails; none is skipped.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ensureToolchain, ToolchainError } from "../toolchain";
import { LAYERS, type Layer } from "./layers";

/** What we read of Jest's JSON report. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTotalTests: z.number(),
  /** Files that did not even load. */
  numRuntimeErrorTestSuites: z.number(),
});

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--list")) {
    for (const { name, about } of LAYERS) console.log(`${name.padEnd(12)} ${about}`);
    return 0;
  }
  const unknown = args.filter((arg) => !LAYERS.some(({ name }) => name === arg));
  if (unknown.length > 0) {
    console.error(
      `No such layer: ${unknown.join(", ")}. There are ${LAYERS.map(({ name }) => name).join(", ")}.`,
    );
    return 2;
  }
  const chosen = args.length === 0 ? LAYERS : LAYERS.filter(({ name }) => args.includes(name));
  if (chosen.some(({ needsToolchain }) => needsToolchain)) await ensureToolchain();

  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const layer of chosen) {
    const { passed, failed, skipped } = run(layer);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  console.log(
    `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
  );
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

function run({ name, about, folders, workers = 2 }: Layer): Count {
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
  ];
  try {
    // Jest prints its report on stdout as well; people read stderr.
    const { status } = spawnSync(process.execPath, [...jest, ...folders], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const read = report.parse(JSON.parse(readFileSync(file, "utf8")));
    const failed = read.numFailedTests + read.numRuntimeErrorTestSuites;
    if (read.numTotalTests === 0 || (status !== 0 && failed === 0)) return broken(name, "no test ran");
    return { passed: read.numPassedTests, failed, skipped: read.numPendingTests };
  } catch (error) {
    return broken(name, error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function broken(layer: string, why: string): Count {
  console.error(`${layer}: ${why}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof ToolchainError ? error.message : error);
    console.log("0 passed, 1 failed");
    process.exit(1);
  },
);
