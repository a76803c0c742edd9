import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { ROOT } from "./packed";

jest.setTimeout(120_000);

const published = z.object({ name: z.string(), version: z.string(), files: z.array(z.unknown()) });

it("`npm publish --dry-run` has nothing to correct in the manifest", async () => {
  const args = ["publish", "--dry-run", "--ignore-scripts", "--json", "--tag", "next"];
  const { stdout, stderr } = await promisify(execFile)("npm", args, { cwd: ROOT });
  const printed: unknown = JSON.parse(stdout);
  const inner = z.record(z.string(), z.unknown()).parse(printed);
  const { name, files } = published.parse("name" in inner ? inner : Object.values(inner)[0]);
  expect(name).toBe("pulumi-snyk-broker");
  expect(files.length).toBeGreaterThan(100);
  // npm's words when it would publish another manifest than this one.
  expect(stderr).not.toMatch(/auto-corrected|npm pkg fix|was invalid|errors? corrected/);
});
