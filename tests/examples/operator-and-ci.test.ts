import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";

const examples = join(__dirname, "../../examples");
const read = (file: string): string => readFileSync(join(examples, file), "utf8");

type Json = Readonly<Record<string, unknown>>;
const documents = (file: string): Json[] =>
  parseAllDocuments(read(file)).map((document) => document.toJS() as Json);

/**
 * The fields of a `Stack`'s `spec` that the example uses, with their types, as the operator defines them.
 * @see https://github.com/pulumi/pulumi-kubernetes-operator, operator/config/crd/bases/pulumi.com_stacks.yaml
 */
const STACK_SPEC: Readonly<Record<string, "string" | "boolean" | "number" | "object">> = {
  serviceAccountName: "string",
  stack: "string",
  projectRepo: "string",
  repoDir: "string",
  branch: "string",
  resyncFrequencySeconds: "number",
  continueResyncOnCommitMatch: "boolean",
  driftDetection: "object",
  retryMaxBackoffDurationSeconds: "number",
  retryOnUpdateConflict: "boolean",
  destroyOnFinalize: "boolean",
  envRefs: "object",
  config: "object",
  secretsRef: "object",
};

describe("the operator example", () => {
  const stack = documents("operator/stack.yaml").find(({ kind }) => kind === "Stack")!;
  const spec = stack["spec"] as Json;

  it("has only fields that the operator's definition has, of its types", () => {
    expect(stack["apiVersion"]).toBe("pulumi.com/v1");
    for (const [field, value] of Object.entries(spec))
      expect([field, typeof value]).toEqual([field, STACK_SPEC[field]]);
  });

  it("runs every day, also without a new commit", () => {
    expect(spec).toMatchObject({ resyncFrequencySeconds: 86400, continueResyncOnCommitMatch: true });
  });

  it("takes every key and token from a Secret that the example describes", () => {
    const secrets = documents("operator/secrets.example.yaml").map(
      ({ metadata }) => (metadata as Json)["name"],
    );
    const references = Object.values({ ...(spec["envRefs"] as Json), ...(spec["secretsRef"] as Json) });
    expect(references).toHaveLength(3);
    for (const reference of references as { type: string; secret: { name: string; key: string } }[]) {
      expect(reference).toEqual({
        type: "Secret",
        secret: { name: expect.any(String) as string, key: "token" },
      });
      expect(secrets).toContain(reference.secret.name);
    }
  });

  it("lets the pod's account manage what the clients are made of, and nothing outside of its namespace", () => {
    const roles = documents("operator/stack.yaml").filter(({ kind }) => kind === "Role");
    expect(roles).toHaveLength(1);
    expect(JSON.stringify(roles)).not.toContain('"*"');
  });
});

describe("the workflow", () => {
  const file = read("ci/.github/workflows/snyk-broker.yml");
  const workflow = parse(file) as {
    on: { schedule: { cron: string }[] };
    jobs: Record<string, { concurrency?: Json; steps: { uses?: string; run?: string }[] }>;
  };
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it("pins every action by its full version", () => {
    const actions = steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses]));
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) expect(action).toMatch(/@v\d+\.\d+\.\d+$/);
  });

  it("runs daily", () => {
    expect(workflow.on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) as string }]);
  });

  it("deploys one run at a time per Snyk group, and cancels none", () => {
    expect(workflow.jobs["deploy"]?.concurrency).toEqual({
      group: "snyk-group-${{ matrix.group }}",
      "cancel-in-progress": false,
    });
  });

  it("reviews the preview of a pull request", () => {
    expect(steps.map(({ run }) => run ?? "").join("\n")).toMatch(
      /npx pulumi-snyk-broker review preview\.json/,
    );
  });
});
