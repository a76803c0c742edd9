import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Judgement } from "../judges";
import {
  files,
  withLineChanged,
  writeAgentManifests,
  writeClientManifests,
  writeManifestsWithoutGroup0,
} from "../manifests";
import { kyverno } from "./kyverno";

// The first run builds Kyverno.
jest.setTimeout(90 * 60_000);

const RESTRICTED = "restricted.yaml";
const NON_ROOT_GROUPS = "non-root-groups.yaml";

let folder: string;
let standard: readonly string[];
let withoutGroup0: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kyverno-"));
  const clients = await writeClientManifests(join(folder, "clients"));
  const agents = await writeAgentManifests(join(folder, "agents"));
  standard = files([...clients, ...agents], "Deployment");
  withoutGroup0 = files(await writeManifestsWithoutGroup0(join(folder, "without-group-0")), "Deployment");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("lets everything through that a cluster with restricted pods asks for", async () => {
  const deployments = [...standard, ...withoutGroup0];
  const { passed, failed } = results(await kyverno(RESTRICTED, deployments));
  expect(failed).toEqual([]);
  expect(passed).toBe(RULES_OF_RESTRICTED * deployments.length);
});

it("would refuse a container that may gain rights", async () => {
  const file = withLineChanged(
    join(folder, "clients/gitlab-least-deployment.yaml"),
    "allowPrivilegeEscalation: false",
    "allowPrivilegeEscalation: true",
  );
  expect(results(await kyverno(RESTRICTED, [file])).failed).toEqual(["no-ways-to-more-rights"]);
});

it("lets clients and agents through with the user of Snyk's images, where group 0 is forbidden", async () => {
  const { passed, failed } = results(await kyverno(NON_ROOT_GROUPS, withoutGroup0));
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThan(0);
});

it("refuses them there by default, for nothing but group 0", async () => {
  const { failed } = results(await kyverno(NON_ROOT_GROUPS, standard));
  expect(failed).toEqual(standard.map(() => "supplemental-groups"));
});

interface PolicyReport {
  readonly results: readonly { readonly rule: string; readonly result: string }[];
}

const RULES_OF_RESTRICTED = 4;

/** How often rules were kept, and the names of those that were not. */
function results({ stdout, stderr }: Judgement): {
  readonly passed: number;
  readonly failed: readonly string[];
} {
  const report = stdout.slice(stdout.indexOf("{")); // warnings may stand in front of it
  if (report === "") throw new Error(`Kyverno gave no report: ${stderr}`);
  const all = (JSON.parse(report) as PolicyReport).results;
  const failed = all.filter(({ result }) => result !== "pass");
  // Kyverno makes rules for Deployments of those for Pods, and names them so.
  const names = failed.map(({ rule }) => rule.replace(/^autogen-/, ""));
  return { passed: all.length - failed.length, failed: names };
}
