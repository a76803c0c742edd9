import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PEERS, pack, peerRanges, ROOT } from "./packed";
import { COMMONJS, ESM, JAVASCRIPT_PROJECT, TYPED } from "./programs";
import { Scratch } from "./scratch";

jest.setTimeout(600_000);

const scratch = new Scratch();
let manifest: object;

beforeAll(async () => {
  manifest = {
    private: true,
    dependencies: {
      "pulumi-snyk-broker": pack(scratch.folder).dependency,
      ...PEERS,
      ...peerRanges("@pulumi/policy"),
    },
    devDependencies: { typescript: "^5.9.3", "@types/node": "^20.19.43" },
  };
  scratch.write({ "project/package.json": manifest, "project/Pulumi.yaml": JAVASCRIPT_PROJECT });
  await scratch.run("project", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  await scratch.open();
});

afterAll(() => scratch.close());

it("deploys a CommonJS program; what a resource stores of its provider is short and constant", async () => {
  scratch.write({ "project/index.js": COMMONJS });
  const providers = await scratch.deploy("project", "commonjs");
  const kinds = [...providers.keys()].map((type) => type.split(":").at(-1));
  expect(kinds.sort()).toEqual(["BrokeredIntegration", "ClonedIntegration", "TokenSwitch"]);
  for (const texts of providers.values()) {
    expect(texts.size).toBe(1);
    for (const text of texts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(300);
  }
});

it("runs the policy pack of the examples on it", async () => {
  cpSync(join(ROOT, "examples/policy-pack"), join(scratch.folder, "project/policy-pack"), {
    recursive: true,
  });
  const preview = ["preview", "--stack", "commonjs", "--policy-pack", "policy-pack", "--non-interactive"];
  const printed = await scratch.run("project", "pulumi", ...preview);
  expect(printed).toContain("snyk-broker-integration-protected");
  expect(printed).toContain('"gitlab-integration" is not protected');
});

it("deploys a program that is an ES module", async () => {
  scratch.write({ "project/package.json": { ...manifest, type: "module" }, "project/index.js": ESM });
  await scratch.deploy("project", "esm");
  scratch.write({ "project/package.json": manifest });
});

it.each([
  ["CommonJS", "node16", "node16"],
  ["a bundler", "esnext", "bundler"],
  ["what Pulumi did before Node.js had exports", "commonjs", "node10"],
])("compiles in strict TypeScript for %s", async (_for, module, moduleResolution) => {
  scratch.write({
    "project/typed.ts": TYPED,
    "project/names.ts": [
      `export { ${publicNames().join(", ")} } from "pulumi-snyk-broker";`,
      `export { snykBrokerPolicies } from "pulumi-snyk-broker/policies";`,
      `export { startSimulator } from "pulumi-snyk-broker/simulator";`,
    ].join("\n"),
    "project/tsconfig.json": {
      compilerOptions: {
        strict: true,
        noEmit: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        target: "es2022",
        module,
        moduleResolution,
        types: ["node"],
      },
      files: ["typed.ts", "names.ts"],
    },
  });
  expect(await scratch.run("project", "npx", "tsc", "--pretty", "false")).not.toContain("error TS");
});

it("offers the simulator as a command", async () => {
  const help = await scratch.run("project", "npx", "pulumi-snyk-broker", "simulator", "--help");
  expect(help).toContain("Run a Snyk locally");
});

/** What index.ts exports, types marked as such. */
function publicNames(): string[] {
  const exports = readFileSync(join(ROOT, "index.ts"), "utf8").matchAll(/export \{([^}]*)\}/g);
  const names = [...exports].flatMap(([, list = ""]) => list.split(",").map((name) => name.trim()));
  return names.filter((name) => name !== "");
}
