import { join } from "node:path";
import { PEERS, pack } from "./packed";
import { COMMONJS, JAVASCRIPT_PROJECT } from "./programs";
import { Scratch } from "./scratch";

jest.setTimeout(600_000);

const scratch = new Scratch();

/** What a company puts between its projects and ours. */
const PLATFORM = `module.exports.deploy = () => {\n${COMMONJS}};\n`;

beforeAll(async () => {
  const dependencies = { "pulumi-snyk-broker": pack(scratch.folder).dependency, ...PEERS };
  scratch.write({
    "tools/package.json": { private: true, dependencies: { "@yarnpkg/cli-dist": "4" } },
    "monorepo/package.json": { private: true, workspaces: ["packages/*"] },
    // Pulumi itself does not run under Plug'n'Play.
    "monorepo/.yarnrc.yml": "nodeLinker: node-modules\n",
    "monorepo/yarn.lock": "",
    "monorepo/packages/platform/package.json": { name: "platform", version: "1.0.0", dependencies },
    "monorepo/packages/platform/index.js": PLATFORM,
    "monorepo/packages/app/package.json": {
      name: "app",
      private: true,
      dependencies: { platform: "workspace:*", "@pulumi/pulumi": PEERS["@pulumi/pulumi"] },
    },
    "monorepo/packages/app/Pulumi.yaml": JAVASCRIPT_PROJECT,
    "monorepo/packages/app/index.js": `require("platform").deploy();\n`,
  });
  await scratch.run("tools", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  const registry = await scratch.run("tools", "npm", "config", "get", "registry", "--loglevel=silent");
  scratch.setEnv({
    YARN_NPM_REGISTRY_SERVER: registry.trim().replace(/\/$/, ""), // Yarn does not read npm's settings
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    YARN_ENABLE_SCRIPTS: "false",
    YARN_NPM_MINIMAL_AGE_GATE: "0",
  });
  const yarn = join(scratch.folder, "tools/node_modules/@yarnpkg/cli-dist/bin/yarn.js");
  await scratch.run("monorepo", process.execPath, yarn, "install");
  await scratch.open();
});

afterAll(() => scratch.close());

it("deploys with Yarn, through a package in between", async () => {
  await scratch.deploy("monorepo/packages/app", "yarn", "monorepo/packages/platform");
});
