/** `npm run lint`: types, rules, arrows between rooms, format. Every check runs, so that one pass shows all there is to mend. */
import { spawnSync } from "node:child_process";

const ROOMS = ["index.ts", "provider", "components", "cli", "policies", "simulator", "dev", "tests"];

const checks = [
  ["types", "npx", "tsc", "--noEmit", "-p", "tsconfig.json"],
  ["rules", "npx", "eslint", "--max-warnings=0", "."],
  ["arrows", "npx", "depcruise", "--config", ".dependency-cruiser.cjs", ...ROOMS],
  ["format", "npx", "prettier", "--check", "--log-level=warn", "."],
  ["licences", "npx", "tsx", "dev/scripts/licenses.ts"],
] as const;

const failed = checks.filter(([name, command, ...args]) => {
  console.log(`${name}: ${args.join(" ")}`);
  return spawnSync(command, args, { stdio: "inherit" }).status !== 0;
});
if (failed.length > 0) {
  console.error(`Not clean: ${failed.map(([name]) => name).join(", ")}.`);
  process.exit(1);
}
