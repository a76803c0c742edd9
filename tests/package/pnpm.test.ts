import { PEERS, pack } from "./packed";
import { COMMONJS, ESM, JAVASCRIPT_PROJECT, TYPESCRIPT_PROJECT } from "./programs";
import { Scratch } from "./scratch";

jest.setTimeout(600_000);

const scratch = new Scratch();

/** What a company puts between its projects and ours. */
const PLATFORM = `module.exports.deploy = () => {\n${COMMONJS}};\n`;

beforeAll(async () => {
  const dependencies = { "pulumi-snyk-broker": pack(scratch.folder).dependency, ...PEERS };
  const app = { platform: "workspace:*", "@pulumi/pulumi": PEERS["@pulumi/pulumi"] };
  scratch.write({
    "direct/package.json": { private: true, dependencies },
    "direct/Pulumi.yaml": TYPESCRIPT_PROJECT,
    "direct/index.ts": ESM,
    "monorepo/package.json": { private: true },
    "monorepo/pnpm-workspace.yaml": "packages: ['packages/*']\n",
    "monorepo/packages/platform/package.json": { name: "platform", version: "1.0.0", dependencies },
    "monorepo/packages/platform/index.js": PLATFORM,
    "monorepo/packages/app/package.json": { private: true, dependencies: app },
    "monorepo/packages/app/Pulumi.yaml": JAVASCRIPT_PROJECT,
    "monorepo/packages/app/index.js": `require("platform").deploy();\n`,
  });
  const install = ["--yes", "pnpm@10", "install", "--prefer-offline", "--ignore-scripts"];
  await scratch.run("direct", "npx", ...install);
  await scratch.run("monorepo", "npx", ...install);
  await scratch.open();
});

afterAll(() => scratch.close());

it("deploys a TypeScript program of a pnpm project", async () => {
  await scratch.deploy("direct", "direct");
});

it("deploys through a package in between, where pnpm hides ours from the project", async () => {
  await scratch.deploy("monorepo/packages/app", "transitive", "monorepo/packages/platform");
});
