import { relative } from "node:path";
import { z } from "zod";

/** What came of a layer's tests. */
export interface TestOutcome {
  readonly passed: number;
  /** Tests, and files that did not even load. */
  readonly failed: number;
  readonly skipped: number;
  /** Each failure: the file, then the test's name. */
  readonly failures: readonly string[];
}

/** What we read of the report that `jest --json` writes. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/**
 * @param text Jest's report
 * @param folder failures name their files from here on
 * @throws Error if it is no such report
 */
export function readOutcome(text: string, folder: string): TestOutcome {
  const read = report.parse(JSON.parse(text));
  const failures = read.testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, assertionResults }) => {
      const file = relative(folder, name);
      const failed = assertionResults.filter(({ status }) => status === "failed");
      return failed.length > 0
        ? failed.map(({ fullName }) => `${file}: ${fullName}`)
        : [`${file}: the file did not load`];
    });
  return {
    passed: read.numPassedTests,
    failed: read.numFailedTests + read.numRuntimeErrorTestSuites,
    skipped: read.numPendingTests,
    failures,
  };
}
