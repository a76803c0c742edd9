/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  transform: { "^.+\\.ts$": "@swc/jest" },
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  // Built or packed copies of this package are no second set of modules.
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
};
