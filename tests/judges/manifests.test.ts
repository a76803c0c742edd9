import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { checkov, kubectlValidate, kubeScore, podSecurity, type Judgement } from "./judges";
import {
  type Manifest,
  writeAgentManifests,
  writeClientManifests,
  writeManifestsWithoutGroup0,
} from "./manifests";

// A first run builds the judges.
jest.setTimeout(20 * 60_000);

let folder: string;
let clients: readonly Manifest[];
let agents: readonly Manifest[];
let withoutGroup0: readonly Manifest[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "judges-"));
  jest.spyOn(console, "warn").mockImplementation(() => undefined); // some types warn of themselves
  clients = await writeClientManifests(join(folder, "clients"));
  agents = await writeAgentManifests(join(folder, "agents"));
  withoutGroup0 = await writeManifestsWithoutGroup0(join(folder, "without-group-0"));
  jest.restoreAllMocks();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("Pod Security admission", () => {
  it("finds no violation of restricted, for any client type and for agents", async () => {
    const verdict = await podSecurity(files([...clients, ...agents, ...withoutGroup0], "Deployment"));
    expect(verdict).toMatchObject({ status: 0, stdout: "" });
  });

  it("would find one", async () => {
    const verdict = await podSecurity([
      weakened("gitlab-least-deployment", "            privileged: false", "            privileged: true"),
    ]);
    expect(verdict.stdout).toContain("privileged");
  });
});

/** It writes beside its code, Snyk names no health check, and Snyk runs one of it. */
const CODE_AGENT_FINDINGS = [
  "container-security-context-readonlyrootfilesystem",
  "deployment-replicas",
  "pod-probes-identical",
];
/** One that stands alone, and two beside clients. */
const CODE_AGENTS = ["agent", "code-least", "code-most"];

describe("kube-score", () => {
  it("finds nothing critical and no warning, for any client type", async () => {
    expect(findings(await kubeScore(files(clients)))).toEqual([]);
  });

  it("finds in agents only what the image of the Code Agent forces", async () => {
    const forced = CODE_AGENTS.flatMap((name) =>
      CODE_AGENT_FINDINGS.map((rule) => `Deployment/apps/v1/snyk/broker-${name}-code-agent: ${rule}`),
    );
    expect(findings(await kubeScore(files(agents)))).toEqual(forced);
  });

  it("would find something", async () => {
    expect(
      findings(await kubeScore([weakened("gitlab-least-deployment", "Always", "Never")])).length,
    ).toBeGreaterThan(0);
  });
});

describe("kubectl-validate", () => {
  it("accepts every object", async () => {
    for (const part of ["clients", "agents", "without-group-0"]) {
      const verdict = await kubectlValidate(join(folder, part));
      expect(Object.keys(JSON.parse(verdict.stdout) as object).length).toBeGreaterThan(0);
      expect(refused(verdict)).toEqual([]);
    }
  });

  it("would refuse a field that does not exist", async () => {
    const file = weakened("gitlab-least-deployment", "  replicas: 2", "  replica: 2");
    expect(refused(await kubectlValidate(dirname(file)))).toEqual([basename(file)]);
  });
});

/** docs/decisions/011-what-checkov-finds.md gives the reasons. */
const SECRETS_AS_VARIABLES = "CKV_K8S_35";
const IMAGE_WITHOUT_DIGEST = "CKV_K8S_43";
const WRITABLE_ROOT = "CKV_K8S_22";
const USER_BELOW_10000 = "CKV_K8S_40";

describe("checkov", () => {
  it("finds only what is written down: secrets as variables, and a tag where no digest was given", async () => {
    const failed = failedChecks(await checkov(join(folder, "clients")));
    expect(rulesOf(failed, /-least-/)).toEqual([SECRETS_AS_VARIABLES, IMAGE_WITHOUT_DIGEST]);
    expect(rulesOf(failed, /-most-/)).toEqual([SECRETS_AS_VARIABLES]);
  });

  it("finds in agents only these, and that the Code Agent writes beside its code", async () => {
    const failed = failedChecks(await checkov(join(folder, "agents")));
    expect(rulesOf(failed, /registry-agent-/)).toEqual([IMAGE_WITHOUT_DIGEST]);
    const codeAgents = /\/agent-|code-agent-/;
    expect(rulesOf(failed, codeAgents)).toEqual([WRITABLE_ROOT, SECRETS_AS_VARIABLES, IMAGE_WITHOUT_DIGEST]);
  });

  it("finds that user 1000 may be one of the node's, where that is asked for", async () => {
    const failed = failedChecks(await checkov(join(folder, "without-group-0")));
    expect(rulesOf(failed, /\/registry-/)).toEqual([SECRETS_AS_VARIABLES, USER_BELOW_10000]);
  });

  it("would find more", async () => {
    const file = weakened(
      "gitlab-most-deployment",
      "readOnlyRootFilesystem: true",
      "readOnlyRootFilesystem: false",
    );
    expect(failedChecks(await checkov(dirname(file))).map(({ rule }) => rule)).toContain("CKV_K8S_22");
  });
});

function files(manifests: readonly Manifest[], kind?: string): readonly string[] {
  return manifests.filter((each) => kind === undefined || each.kind === kind).map(({ file }) => file);
}

/** A manifest with one line changed, alone in a folder. */
function weakened(name: string, line: string, instead: string): string {
  const text = readFileSync(join(folder, "clients", `${name}.yaml`), "utf8");
  expect(text).toContain(line);
  const file = join(mkdtempSync(join(folder, "weakened-")), `${name}.yaml`);
  writeFileSync(file, text.replace(line, instead));
  return file;
}

interface ScoredObject {
  readonly object_name: string;
  readonly checks:
    | readonly {
        readonly check: { readonly id: string };
        readonly grade: number;
        readonly skipped: boolean;
      }[]
    | null;
}

/** Everything below "OK". */
function findings(verdict: Judgement): readonly string[] {
  const okay = 7;
  const found = (JSON.parse(verdict.stdout) as ScoredObject[]).flatMap(({ object_name: object, checks }) =>
    (checks ?? [])
      .filter(({ grade, skipped }) => !skipped && grade < okay)
      .map(({ check }) => `${object}: ${check.id}`),
  );
  return found.sort();
}

function refused(verdict: Judgement): readonly string[] {
  const results = JSON.parse(verdict.stdout) as Record<string, readonly { readonly status: string }[]>;
  return Object.entries(results)
    .filter(([, documents]) => documents.some(({ status }) => status !== "Success"))
    .map(([file]) => basename(file));
}

interface CheckovReport {
  readonly results: {
    readonly failed_checks: readonly { readonly check_id: string; readonly file_path: string }[];
  };
}

interface FailedCheck {
  readonly rule: string;
  readonly file: string;
}

/** What failed in some of the files, each rule once. */
function rulesOf(failed: readonly FailedCheck[], files: RegExp): readonly string[] {
  return [...new Set(failed.filter(({ file }) => files.test(file)).map(({ rule }) => rule))].sort();
}

function failedChecks(verdict: Judgement): readonly FailedCheck[] {
  const { results } = JSON.parse(verdict.stdout) as CheckovReport;
  return results.failed_checks.map(({ check_id: rule, file_path: file }) => ({ rule, file }));
}
