import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { script, tempFolder } from "./temp";

/** Runs `npm run toolchain` on a machine that has Pulumi. */
function toolchain(...args: string[]) {
  const home = tempFolder();
  const bin = join(home, "bin");
  for (const name of [
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
    "pulumi-analyzer-policy",
    "pulumi-resource-kubernetes",
  ]) {
    script(join(bin, name), "");
  }
  script(join(bin, "pulumi"), "echo v3.999.0");
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const main = join(__dirname, "../../../dev/toolchain/main.ts");
  const env = { HOME: home, PATH: [bin, dirname(process.execPath)].join(delimiter) };
  return {
    bin,
    ...spawnSync(process.execPath, ["--import", loader, main, ...args], { env, encoding: "utf8" }),
  };
}

it("prints the folders for PATH and nothing else with --print-path", () => {
  const { bin, stdout, stderr, status } = toolchain("--print-path");
  expect(stdout).toBe(`${bin}\n`);
  expect(stderr).toMatch(/^Pulumi v3\.999\.0 \(on PATH\) is ready after [\d.]+ s\.\n$/);
  expect(status).toBe(0);
});

it("prints a line for the shell without it", () => {
  const { bin, stdout } = toolchain();
  expect(stdout).toContain(`  export PATH="${bin}${delimiter}$PATH"\n`);
});

it("refuses an argument that it does not know", () => {
  const { stdout, stderr, status } = toolchain("--print-paths");
  expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
  expect(stderr).toContain('Unknown option "--print-paths".');
});
