import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const ROOT = resolve(__dirname, "../..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

const workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      "timeout-minutes": z.number(),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});
const ci = workflow.parse(parse(read(".github/workflows/ci.yml")));
const steps = Object.values(ci.jobs).flatMap((job) => job.steps);

it("runs in CI what every change has to pass, and may only read", () => {
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual([".ci/run"]);
  expect(ci.permissions).toEqual({ contents: "read" });
});

it("pins the actions, to the versions that the example for users names", () => {
  const example = read("examples/ci/.github/workflows/snyk-broker.yml");
  for (const action of steps.flatMap(({ uses }) => uses ?? [])) {
    const [name = "", version = ""] = action.split("@");
    expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    if (example.includes(`${name}@`)) expect(example).toContain(action);
  }
});

const updates = z.object({
  updates: z.array(
    z.object({
      "package-ecosystem": z.string(),
      ignore: z
        .array(z.object({ "dependency-name": z.string(), versions: z.array(z.string()).optional() }))
        .optional(),
    }),
  ),
});

it("updates npm packages and actions, the SDK as far as Node.js 20 goes", () => {
  const parsed = updates.parse(parse(read(".github/dependabot.yml"))).updates;
  expect(parsed.map((each) => each["package-ecosystem"])).toEqual(["npm", "github-actions"]);
  const sdk = parsed[0]?.ignore?.find((each) => each["dependency-name"] === "@pulumi/pulumi");
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
  expect(sdk?.versions).toEqual([`>${devDependencies["@pulumi/pulumi"] ?? ""}`]);
});

const form = z.object({
  name: z.string(),
  description: z.string(),
  body: z
    .array(
      z.object({
        type: z.enum(["markdown", "textarea", "input"]),
        id: z.string().optional(),
        attributes: z.record(z.string(), z.unknown()),
      }),
    )
    .min(2),
});

it("has issue forms that GitHub can read", () => {
  const folder = join(ROOT, ".github/ISSUE_TEMPLATE");
  const forms = readdirSync(folder).filter((file) => file !== "config.yml");
  expect(forms.length).toBeGreaterThan(1);
  for (const file of forms) {
    const { body } = form.parse(parse(readFileSync(join(folder, file), "utf8")));
    const ids = body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

it("links in the pages for contributors to files that exist", () => {
  for (const page of ["CONTRIBUTING.md", "SECURITY.md"]) {
    for (const [, file = ""] of read(page).matchAll(/\]\((?!https:)([^)#]+)\)/g))
      expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
  }
});

it("names in CONTRIBUTING.md commands that there are", () => {
  const page = read("CONTRIBUTING.md");
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  for (const [, script = ""] of page.matchAll(/npm run ([\w-]+)/g)) expect(scripts).toHaveProperty([script]);
});
