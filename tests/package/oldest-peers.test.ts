import { ensureToolchain } from "../../dev/toolchain";
import { pack, peerRanges } from "./packed";
import { COMMONJS, projectOfOtherVersion } from "./programs";
import { Scratch } from "./scratch";

jest.setTimeout(600_000);

/** The versions at which the ranges that we promise begin. */
const oldest = Object.fromEntries(
  Object.entries(peerRanges("@pulumi/pulumi", "@pulumi/kubernetes")).map(([name, range]) => [
    name,
    range.replace("^", ""),
  ]),
);

const scratch = new Scratch();

beforeAll(async () => {
  const dependencies = { "pulumi-snyk-broker": pack(scratch.folder).dependency, ...oldest };
  const toolchain = await ensureToolchain({ log: () => undefined });
  scratch.write({
    "project/package.json": { private: true, dependencies },
    "project/Pulumi.yaml": projectOfOtherVersion(toolchain.kubernetes?.folder),
    "project/index.js": COMMONJS,
  });
  await scratch.run("project", "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");
  await scratch.open();
});

afterAll(() => scratch.close());

it(`deploys with the oldest peers that it accepts: ${JSON.stringify(oldest)}`, async () => {
  await scratch.deploy("project", "oldest");
});
