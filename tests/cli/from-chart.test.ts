import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command } from "./command";

jest.setTimeout(120_000);

const VALUES =
  "scmType: gitlab\ngitlab: gitlab.example.com\nscmToken: canary-token\nenableEssentials: true\n";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "from-chart-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("prints the program of a file, and says how much is not in it", async () => {
  const file = join(folder, "values.yaml");
  writeFileSync(file, VALUES);
  const { code, out, err } = await command(["from-chart", file, "--namespace", "snyk"]);
  expect({ code, err }).toEqual({
    code: 0,
    err: "1 key is not in the program: the comment at its top says which, and what to do.\n",
  });
  expect(out).toContain("// The chart ignores:\n// - enableEssentials: ");
  expect(out).toContain("//   pulumi config set --secret gitlabToken\n");
  expect(out).toContain('new BrokerClient("gitlab", {');
  expect(out).toContain('namespace: "snyk",');
  expect(out).not.toContain("canary");
});

it("reads stdin, names the resource, and refers to the Secrets of a release", async () => {
  const args = ["from-chart", "-", "--name", "scm", "--release", "prod", "--secrets", "cluster"];
  const { code, out } = await command(args, { input: VALUES });
  expect(code).toBe(0);
  expect(out).toContain('new BrokerClient("scm", {');
  expect(out).toContain('{ fromSecretName: "gitlab-token-prod", key: "gitlab-token-key" }');
  expect(out).not.toContain("requireSecret");
});

it.each([
  ["no such file", ["nowhere.yaml"], "", "nowhere.yaml cannot be read (ENOENT)."],
  ["an empty file", ["-"], "", "stdin is empty"],
  ["broken YAML, unquoted", ["-"], "scmToken: [canary\n", "stdin is not YAML"],
  ["secrets without names", ["-", "--secrets", "cluster"], VALUES, "give its name with --release <name>"],
  ["a name that is none", ["-", "--release", "Prod!"], VALUES, "lowercase letters"],
  ["another place", ["-", "--secrets", "vault"], VALUES, "config, cluster"],
  ["no file named", [], "", "missing required argument"],
])("ends with 2 and a sentence: %s", async (_, args, input, message) => {
  const { code, out, err } = await command(["from-chart", ...args], { input });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(message);
  expect(err).not.toContain("canary");
});

it("says in its help where to find what is left out", async () => {
  const { code, out } = await command(["from-chart", "--help"]);
  expect(code).toBe(0);
  expect(out).toMatch(/comment at the program's top[^]*Exit codes: 0 printed, 2 the file cannot be used/);
});
