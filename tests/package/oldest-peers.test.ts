import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { pack, ROOT } from "./packed";
import { COMMONJS, JAVASCRIPT_PROJECT } from "./programs";
import { Scratch } from "./scratch";

jest.setTimeout(600_000);

const { peerDependencies } = z
  .object({ peerDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")));

/** The versions at which the ranges that we promise begin. */
const oldest = Object.fromEntries(
  ["@pulumi/pulumi", "@pulumi/kubernetes"].map((name) => [name, peerDependencies[name]?.replace("^", "")]),
);

const scratch = new Scratch();

beforeAll(async () => {
  const dependencies = { "pulumi-snyk-broker": pack(scratch.folder).dependency, ...oldest };
  scratch.write({
    "project/package.json": { private: true, dependencies },
    "project/Pulumi.yaml": JAVASCRIPT_PROJECT,
    "project/index.js": COMMONJS,
  });
  await scratch.run("project", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  await scratch.open();
});

afterAll(() => scratch.close());

it(`deploys with the oldest peers that it accepts: ${JSON.stringify(oldest)}`, async () => {
  await scratch.deploy("project", "oldest");
});
