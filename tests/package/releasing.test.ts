import { execFile } from "node:child_process";
import { accessSync, constants, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { ROOT } from "./packed";

jest.setTimeout(120_000);

const DRY_RUN = ["npm publish --dry-run", "npm publish --provenance --access public"];

/** It needs a checkout of Snyk's chart; tests/dev/chart tries it without one. */
const COMPARE_CHART = "npm run chart -- --chart ../snyk-broker-helm/charts/snyk-broker";

/** What docs/releasing.md tells a maintainer to type. */
const COMMANDS = [
  ...readFileSync(join(ROOT, "docs/releasing.md"), "utf8").matchAll(/^ {3}(\S.*)$/gm),
].flatMap(([, line = ""]) => (/^(npm |\.ci\/)/.test(line) ? [line] : []));

interface Ran {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

function run(line: string, cwd: string, ...more: readonly string[]): Promise<Ran> {
  const [command = "", ...args] = line.split(" ");
  return new Promise((resolve) => {
    execFile(command, [...args, ...more], { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, stdout, stderr }),
    );
  });
}

it("tells every command that these tests try", () => {
  expect([...COMMANDS].sort()).toEqual(
    [
      ".ci/run",
      COMPARE_CHART,
      "npm run record-state",
      "npm version 0.2.0 --no-git-tag-version",
      ...DRY_RUN,
    ].sort(),
  );
  expect(() => accessSync(join(ROOT, ".ci/run"), constants.X_OK)).not.toThrow();
});

it("writes a new version", async () => {
  const folder = mkdtempSync(join(tmpdir(), "releasing-test-"));
  for (const file of ["package.json", "package-lock.json"])
    copyFileSync(join(ROOT, file), join(folder, file));
  expect(await run("npm version 0.2.0 --no-git-tag-version", folder)).toMatchObject({ failed: false });
  for (const file of ["package.json", "package-lock.json"])
    expect(readFileSync(join(folder, file), "utf8")).toContain('"version": "0.2.0"');
  rmSync(folder, { recursive: true });
});

it("records no version twice", async () => {
  const { failed, stderr } = await run("npm run record-state", ROOT);
  expect(failed).toBe(true);
  expect(stderr).toContain("is recorded already");
});

const published = z.record(z.string(), z.object({ name: z.string(), files: z.array(z.unknown()) }));

it.each(DRY_RUN)("finds nothing to correct in the manifest: %s", async (line) => {
  const { failed, stdout, stderr } = await run(
    line,
    ROOT,
    "--dry-run",
    "--ignore-scripts",
    "--json",
    "--tag=next",
  );
  // It says so when it would publish another manifest than the one that is here.
  expect(stderr).not.toMatch(/auto-corrected|npm pkg fix|was invalid|errors? corrected/);
  expect(failed).toBe(false);
  const [{ name, files } = { name: "", files: [] }] = Object.values(published.parse(JSON.parse(stdout)));
  expect(name).toBe("pulumi-snyk-broker");
  expect(files.length).toBeGreaterThan(100);
});
