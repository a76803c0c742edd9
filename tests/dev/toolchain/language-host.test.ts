import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { credentials } from "@grpc/grpc-js";
import { LanguageRuntimeClient } from "@pulumi/pulumi/proto/language_grpc_pb";
import { ProgramInfo, RunRequest, type RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { tempFolder, write } from "./temp";

const bin = tempFolder();
const started: ChildProcess[] = [];

beforeAll(() => {
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const bundle = JSON.stringify(join(__dirname, "../../../dev/toolchain/hosts/bundle.ts"));
  const code = `require(${bundle}).bundleHosts(${JSON.stringify(bin)})`;
  execFileSync(process.execPath, ["--import", loader, "-e", code]);
});

afterAll(() => started.forEach((child) => child.kill("SIGKILL")));

/** Starts the host as the engine does, in a project whose SDK runs `program`. */
async function hostOf(program: string) {
  const folder = tempFolder();
  write(join(folder, "node_modules", "@pulumi", "pulumi", "package.json"), "{}");
  write(join(folder, "node_modules", "@pulumi", "pulumi", "cmd", "run", "index.js"), program);
  const host = spawn(join(bin, "pulumi-language-nodejs"), ["127.0.0.1:1"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  started.push(host);
  const [port] = (await once(host.stdout, "data")) as [Buffer];
  const client = new LanguageRuntimeClient(
    `127.0.0.1:${port.toString().trim()}`,
    credentials.createInsecure(),
  );
  const request = new RunRequest().setInfo(new ProgramInfo().setProgramDirectory(folder).setEntryPoint("."));
  const run = () =>
    new Promise<RunResponse.AsObject>((resolve, reject) => {
      client.run(request, (error, response) => (error ? reject(error) : resolve(response.toObject())));
    });
  return { host, client, run };
}

it.each([
  [0, { error: "", bail: false }],
  [32, { error: "", bail: true }],
  [7, { error: "The program ended with exit code 7.", bail: false }],
])("tells the engine how a program ended: exit code %d", async (code, outcome) => {
  const { client, run } = await hostOf(`process.exit(${code})`);
  await expect(run()).resolves.toEqual(outcome);
  client.close();
});

it("passes on what the program prints", async () => {
  const { host, client, run } = await hostOf(`console.log("hello from the program")`);
  const printed = once(host.stdout, "data");
  await run();
  expect(String((await printed)[0])).toBe("hello from the program\n");
  client.close();
});

it.each([
  ["the engine is gone", (host: ChildProcess) => void host.stdin?.end()],
  ["the engine interrupts it", (host: ChildProcess) => void host.kill("SIGINT")],
])("ends, and its program with it, when %s", async (_when, leave) => {
  const { host, client, run } = await hostOf(`console.log(process.pid); setInterval(() => {}, 1000)`);
  const printed = once(host.stdout, "data");
  run().catch(() => undefined); // the host ends in the middle of the call
  const program = Number((await printed)[0]);
  leave(host);
  await once(host, "exit");
  expect(() => process.kill(program, 0)).toThrow("ESRCH");
  client.close();
});

it.each(["pulumi-resource-pulumi-nodejs", "pulumi-analyzer-policy"])(
  "ends %s at once, with a sentence, where the SDK is not installed",
  async (name) => {
    const folder = tempFolder();
    const host = spawn(join(bin, name), ["127.0.0.1:1"], { cwd: folder });
    const [message] = (await once(host.stderr, "data")) as [Buffer];
    expect(message.toString()).toBe(
      `@pulumi/pulumi is not installed in ${folder}: run "npm install" there.\n`,
    );
  },
);
