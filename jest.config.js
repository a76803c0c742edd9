/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": "@swc/jest" },
  // For a machine that is busy: no test is about time.
  testTimeout: 60_000,
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  // Built or packed copies of this package are no second set of modules.
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
};
