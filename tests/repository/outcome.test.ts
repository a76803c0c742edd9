import { readOutcome } from "../outcome";

const test = (fullName: string, status: string) => ({ fullName, status });

it("names what failed, each with its file", () => {
  const report = {
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    numRuntimeErrorTestSuites: 1,
    testResults: [
      { name: "/repo/tests/a.test.ts", status: "passed", assertionResults: [test("a works", "passed")] },
      {
        name: "/repo/tests/b.test.ts",
        status: "failed",
        assertionResults: [test("b works", "passed"), test("b ends", "failed"), test("b begins", "pending")],
      },
      { name: "/repo/tests/c.test.ts", status: "failed", assertionResults: [] },
    ],
  };
  expect(readOutcome(JSON.stringify(report), "/repo")).toEqual({
    passed: 2,
    failed: 2,
    skipped: 1,
    failures: ["tests/b.test.ts: b ends", "tests/c.test.ts: the file did not load"],
  });
});

it("takes nothing else for a report", () => {
  expect(() => readOutcome("{}", "/repo")).toThrow();
});
