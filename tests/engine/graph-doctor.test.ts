import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startScm } from "../../simulator";
import { command, type EndedCommand } from "../cli/command";
import { clientBeside } from "./support/client-beside";
import { Project } from "../../dev/engine/project";
import { until } from "../../dev/system/until";

jest.setTimeout(600_000);

/** For people to look at, after a run. */
const PICTURES = join(__dirname, "../../coverage/graph");

const SCM_TOKEN = "glpat-canary-of-gitlab";

/** @param manifests where the Kubernetes objects go, Secrets in clear: no place for the scan */
const program = (manifests: string): string => `
  const k8s = require("@pulumi/kubernetes");
  const provider = new k8s.Provider("k8s", { renderYamlToDirectory: ${JSON.stringify(manifests)} });
  new snykBroker.Broker("gitlab", {
    integration: { orgId: orgs[0], type: "gitlab", rotation: { everyDays: 90 } },
    organizations: { payments: orgs[1], search: orgs[2] },
    client: { type: "gitlab", host: "gitlab.example.com", token: new pulumi.Config().requireSecret("gitlabToken") },
    brokerServerUrl: "https://broker.snyk.io",
  }, { providers: { kubernetes: provider } });
`;

/** What names a token differs from run to run. */
const withoutTokenNames = (text: string): string => text.replace(/\b(g\d+)-[0-9a-f]{6}\b/g, "$1-<token>");

describe("graph and doctor, of a real stack", () => {
  let project: Project;
  /** For what holds secrets in clear, out of the project and of the scan. */
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "snyk-broker-pictures-"));
    mkdirSync(PICTURES, { recursive: true });
    project = await Project.create({ program: program(join(folder, "yaml")), simulator: { relay: true } });
    await project.run(["config", "set", "--secret", "gitlabToken", SCM_TOKEN]);
    project.scan.plant("token of GitLab", SCM_TOKEN);
    expect(await project.up({ today: "2027-01-01" })).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await project.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a command on a file of Pulumi's, and lets the scan see what it prints. */
  async function run(args: readonly string[], input: string): Promise<EndedCommand> {
    const env = { SNYK_TOKEN: project.simulator.adminKey };
    const ended = await command(args, { input, env });
    project.scan.saw(`(then) ${args.join(" ")}`, ended.out + ended.err);
    return ended;
  }

  async function exported(...args: readonly string[]): Promise<string> {
    const file = join(folder, "state.json");
    expect(await project.run(["stack", "export", "--file", file, ...args])).toMatchObject({ code: 0 });
    return readFileSync(file, "utf8");
  }

  it("draws the state", async () => {
    const args = ["graph", "-", "--today", "2027-01-31"];
    const { code, out } = await run(args, await exported());
    expect(code).toBe(0);
    expect(withoutTokenNames(out)).toMatchSnapshot();
    const svg = join(PICTURES, "state.svg");
    expect(await run([...args, "--svg", svg], await exported())).toMatchObject({ code: 0 });
    project.scan.saw("graph --svg", readFileSync(svg, "utf8"));
  });

  it("draws the same of a state whose secrets are in clear", async () => {
    const clear = await exported("--show-secrets");
    expect(clear).toContain(SCM_TOKEN);
    const args = ["graph", "-", "--today", "2027-01-31"];
    expect((await run(args, clear)).out).toBe((await run(args, await exported())).out);
  });

  it("draws what a rotation would do, as a picture", async () => {
    const preview = await project.preview({ today: "2027-04-02", args: ["--json", "--show-sames"] });
    const json = preview.output.slice(preview.output.indexOf("{"), preview.output.lastIndexOf("}") + 1);
    const svg = join(PICTURES, "rotation.svg");
    const mermaid = await run(["graph", "-", "--today", "2027-04-02"], json);
    expect(withoutTokenNames(mermaid.out)).toMatchSnapshot();
    expect(await run(["graph", "-", "--today", "2027-04-02", "--svg", svg], json)).toMatchObject({ code: 0 });
    const picture = readFileSync(svg, "utf8").replaceAll("&#45;", "-");
    project.scan.saw("graph --svg", picture);
    for (const text of ["broker-gitlab-g1", "broker-gitlab-g2", "Token generation 2", "switch"]) {
      expect(picture).toContain(text);
    }
  });

  it("finds all in order, down to a real client", async () => {
    const integration = project.simulator.integration(project.simulator.orgs[0]!.id, "gitlab");
    const scm = await startScm({ credential: SCM_TOKEN });
    const client = await clientBeside(project.simulator, integration!.id, scm, SCM_TOKEN);
    try {
      await until("the client is connected", () => project.simulator.relay!.connected(integration!.id));
      project.simulator.log.clear();
      const args = ["doctor", "-", "--api-url", project.simulator.url, "--client", client.url];
      const { code, out } = await run([...args, "--today", "2027-01-31", "--json"], await exported());
      const { checks, ...counts } = JSON.parse(out) as { checks: { status: string }[] };
      expect(checks.filter(({ status }) => status !== "ok")).toEqual([]);
      expect({ code, ...counts }).toEqual({ code: 0, failures: 0, warnings: 0 });
      // Three of an organization: role, integration, Broker; five of the API and the token; two of the client.
      expect(checks).toHaveLength(3 * 3 + 5 + 2);
      const writes = project.simulator.log.all().filter(({ method, effect }) => effect && method !== "GET");
      expect(writes).toEqual([]);
    } finally {
      await client.close();
      await scm.close();
    }
  });

  it("finds what somebody broke, and the remedy that it names mends it", async () => {
    const { orgs, webUi } = project.simulator;
    const [source, ...clones] = orgs.slice(0, 3).flatMap(({ id }) => project.simulator.integrations(id));
    webUi.turnBrokerOff(source!.id);
    const args = ["doctor", "-", "--api-url", project.simulator.url, "--today", "2027-01-31"];
    const broken = await run(args, await exported());
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(/failure +Broker .*Its Broker is turned off/);
    expect(broken.out).toContain(
      "→ Remove its clones in Snyk's web UI; run `pulumi refresh`, then `pulumi up`",
    );

    for (const { id } of clones) webUi.removeIntegration(id);
    // Of our resources: rendered manifests cannot be refreshed.
    const ours = ["--target", "**BrokeredIntegration::**", "--target", "**ClonedIntegration::**"];
    expect(await project.refresh({ today: "2027-01-31", args: ours })).toMatchObject({ code: 0 });
    expect(await project.up({ today: "2027-01-31" })).toMatchObject({ code: 0 });
    const mended = await run(args, await exported());
    expect(mended.out).toContain("0 failures");
    expect(mended.out).toContain("Token generation 2 is 0 days old");
  });

  it("shows no key and no token in any of it", () => {
    expect(project.scan.planted).toBeGreaterThanOrEqual(3);
    expect(project.scan.leaks()).toEqual([]);
  });
});
