import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Simulator, startSimulator } from "../../../simulator";
import { ensureToolchain, pulumiEnvironment } from "../../../dev/toolchain";

jest.setTimeout(600_000);

const repository = resolve(__dirname, "../../..");

/** The example as a user has it: a folder of its own, with its dependencies installed. */
describe("the fleet example", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let simulator: Simulator;

  beforeAll(async () => {
    const toolchain = await ensureToolchain({ log: () => undefined });
    simulator = await startSimulator();
    folder = mkdtempSync(join(tmpdir(), "snyk-broker-fleet-"));
    cpSync(join(repository, "examples/fleet"), folder, { recursive: true });
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(repository, join(folder, "node_modules/pulumi-snyk-broker"));
    symlinkSync(join(repository, "node_modules/@pulumi"), join(folder, "node_modules/@pulumi"));
    const plain = `{ "compilerOptions": { "module": "node16", "moduleResolution": "node16", "skipLibCheck": true } }\n`;
    writeFileSync(join(folder, "stack/tsconfig.json"), plain);
    writeFileSync(join(folder, "package.json"), `{ "name": "snyk-fleet" }\n`);
    env = {
      ...pulumiEnvironment(toolchain, join(folder, "home")),
      SNYK_TOKEN: simulator.adminKey,
    };
  });
  afterAll(async () => {
    await simulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const fleet = (
    names: readonly string[],
    groups: readonly (readonly [groupId: string, template: string])[],
  ): void =>
    writeFileSync(
      join(folder, "fleet.json"),
      JSON.stringify({
        parallel: 2,
        requestsPerMinute: 1500,
        stacks: names.map((name, index) => ({
          name,
          config: {
            "snyk-broker:apiUrl": simulator.url,
            "snyk-broker:brokerServerUrl": "https://broker.example.com",
            "kubernetes:renderYamlToDirectory": join(folder, "rendered", name),
            "snyk-fleet:groupId": groups[index]![0],
            "snyk-fleet:templateOrgId": groups[index]![1],
            "snyk-fleet:gitlabHost": "gitlab.example.com",
            "snyk-fleet:gitlabToken": "scm-token",
          },
        })),
      }),
    );

  const run = (command: string): Promise<{ code: number | null; output: string }> =>
    new Promise((done) => {
      const loader = join(repository, "node_modules/tsx/dist/loader.mjs");
      const child = spawn(
        process.execPath,
        ["--import", `file://${loader}`, join(folder, "fleet.ts"), command],
        {
          cwd: folder,
          env,
        },
      );
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
      child.on("close", (code) => done({ code, output }));
    });

  it("deploys the stacks of two groups side by side, each with the organizations of its group", async () => {
    const [first, second] = ["a", "b"].map((each) => `${each}0000000-0000-4000-8000-00000000000`);
    simulator.addOrg({ name: "Research 2", groupId: `${second!}0` });
    fleet(
      ["emea", "us"],
      [
        [`${first!}0`, `${first!}1`],
        [`${second!}0`, `${second!}1`],
      ],
    );
    const { code, output } = await run("up");
    if (code !== 0) throw new Error(output);
    expect(output).toContain("All stacks: done.");
    expect(simulator.integration(`${first!}1`, "gitlab")?.sharingSet).toHaveLength(3);
    expect(simulator.integration(`${second!}1`, "gitlab")?.sharingSet).toHaveLength(2);
  });

  it("has nothing to do the second time", async () => {
    simulator.log.clear();
    expect((await run("up")).code).toBe(0);
    expect(new Set(simulator.log.all().map(({ operation }) => operation))).toEqual(
      new Set(["restListGroupOrgs"]),
    );
  });

  it("names the stack that failed, and finishes the others", async () => {
    simulator.addOrg({ name: "Research 3", groupId: "b0000000-0000-4000-8000-000000000000" });
    fleet(
      ["emea", "us"],
      [
        ["00000000-0000-4000-8000-00000000dead", "a0000000-0000-4000-8000-000000000001"],
        ["b0000000-0000-4000-8000-000000000000", "b0000000-0000-4000-8000-000000000001"],
      ],
    );
    const { code, output } = await run("up");
    expect(code).toBe(1);
    expect(output).toContain("Failed: emea.");
    expect(simulator.integration("b0000000-0000-4000-8000-000000000001", "gitlab")?.sharingSet).toHaveLength(
      3,
    );
  });
});
