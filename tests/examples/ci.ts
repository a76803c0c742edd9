import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Story } from "./story";
import { EXAMPLES, PIPELINE } from "./workshop";

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }>
  >;
}

export const ci: Story = ({ open }) => {
  const example = open({ githubToken: "ghp-canary-ci-0d9e" }, { folder: PIPELINE });
  /** Runs a step of the workflow as it stands there, on the stack that we have. */
  const step = (name: string): Promise<string> =>
    example().run(commandOf(name).replace(/(acme\/)?\$\{\{ matrix\.stack \}\}/g, "dev"));
  const review = (): string => readFileSync(join(example().folder, "review.md"), "utf8");

  it("says on a pull request which token is issued, and changes nothing", async () => {
    await example().next("pulumi config set --secret githubToken");
    await example().run("export GITHUB_STEP_SUMMARY=summary.md");
    await step("Preview");
    await step("Review");
    expect(review()).toContain("1 token newly issued");
    expect(example().calls()).toEqual([]);
  });

  it("deploys a push, after which a pull request without changes has nothing to do", async () => {
    expect(await step("Deploy")).toMatch(/\+ \d+ created/);
    expect(example().changes()).toEqual(["createIntegration"]);
    await step("Preview");
    await step("Review");
    expect(review()).toContain("Snyk Broker: nothing to do");
  });

  it("rotates on the due day, and on the days before it does nothing", async () => {
    for (const [day, changes] of [
      ["2027-02-19", []],
      ["2027-02-20", ["provisionToken", "switchToken"]],
    ] as const) {
      example().forgetCalls();
      await example().run(`export SNYK_BROKER_TODAY=${day}`);
      await step("Deploy");
      expect([day, example().changes()]).toEqual([day, changes]);
    }
  });
};

function commandOf(name: string): string {
  const file = join(EXAMPLES, "ci/.github/workflows/snyk-broker.yml");
  const { jobs } = parse(readFileSync(file, "utf8")) as Workflow;
  const found = Object.values(jobs).flatMap(({ steps }) => steps.filter((step) => step.name === name));
  if (found.length !== 1) throw new Error(`The workflow has ${found.length} steps "${name}"`);
  return found[0]?.run?.trim() ?? "";
}
