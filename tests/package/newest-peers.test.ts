import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureToolchain } from "../../dev/toolchain";
import { pack, peerRanges } from "./packed";
import { COMMONJS, projectOfOtherVersion } from "./programs";
import { Scratch } from "./scratch";

jest.setTimeout(600_000);

/** The newest ones need Node.js 22; this repository runs on 20. */
const NODES = ["22", "24"] as const;

const scratch = new Scratch();

beforeAll(async () => {
  const toolchain = await ensureToolchain({ log: () => undefined });
  const nodes = NODES.map((major): [string, string] => [`node${major}`, `npm:node@${major}`]);
  const dependencies = {
    "pulumi-snyk-broker": pack(scratch.folder).dependency,
    ...peerRanges("@pulumi/pulumi", "@pulumi/kubernetes"),
  };
  scratch.write({
    "nodes/package.json": { private: true, dependencies: Object.fromEntries(nodes) },
    "project/package.json": { private: true, dependencies },
    "project/Pulumi.yaml": projectOfOtherVersion(toolchain.kubernetes?.folder),
  });
  await scratch.open();
  await scratch.run("nodes", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  scratch.useNode(binOf("22")); // npm takes the newest version that the Node.js under it can run
  await scratch.run("project", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
});

afterAll(() => scratch.close());

it("resolves the ranges to newer peers than those it is developed with", () => {
  for (const name of ["@pulumi/pulumi", "@pulumi/kubernetes"]) {
    const installed = versionOf(join(scratch.folder, "project/node_modules", name));
    const developed = versionOf(join(__dirname, "../../node_modules", name));
    expect(installed.localeCompare(developed, "en", { numeric: true })).toBe(1);
  }
});

it.each(NODES)("deploys with the newest peers on Node.js %s", async (major) => {
  scratch.useNode(binOf(major));
  const proof = `if (!process.version.startsWith("v${major}.")) throw new Error(process.version);\n`;
  scratch.write({ "project/index.js": `${proof}${COMMONJS}` });
  await scratch.deploy("project", `node${major}`);
});

function binOf(major: string): string {
  return join(scratch.folder, `nodes/node_modules/node${major}/bin`);
}

function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
}
