import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

it("has current pages about the client types", () => {
  const repository = resolve(__dirname, "../..");
  const { status, stderr } = spawnSync(
    process.execPath,
    ["node_modules/tsx/dist/cli.mjs", "dev/scripts/client-type-docs.ts", "--check"],
    { cwd: repository, encoding: "utf8" },
  );
  expect(status === 0 ? "current" : stderr).toBe("current");
}, 60_000);
