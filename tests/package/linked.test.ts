import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./packed";
import { COMMONJS, JAVASCRIPT_PROJECT } from "./programs";
import { Scratch } from "./scratch";

jest.setTimeout(600_000);

const scratch = new Scratch();

beforeAll(async () => {
  const modules = join(scratch.folder, "project/node_modules");
  mkdirSync(join(modules, "@pulumi"), { recursive: true });
  // What `npm link`, `file:` and workspaces make of a dependency: a link to a folder with modules of its own.
  symlinkSync(ROOT, join(modules, "pulumi-snyk-broker"));
  symlinkSync(join(ROOT, "node_modules/@pulumi/pulumi"), join(modules, "@pulumi/pulumi"));
  scratch.write({
    "project/package.json": { private: true },
    "project/Pulumi.yaml": JAVASCRIPT_PROJECT,
    "project/index.js": COMMONJS,
  });
  await scratch.open();
});

afterAll(() => scratch.close());

it("deploys with the package linked from its checkout", async () => {
  await scratch.deploy("project", "linked");
});
