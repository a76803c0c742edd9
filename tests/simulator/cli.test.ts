import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { until } from "../../dev/system/until";
import { orgsAnswer, settingsAnswer } from "./answers";
import { clientOf } from "./http";
import { brokerFolders, isOpen } from "./leftovers";

const ARGS = ["--import", require.resolve("tsx"), join(__dirname, "../../cli/main.ts"), "simulator"];

// Each start compiles TypeScript first, on a machine that may be busy.
jest.setTimeout(120_000);

interface Facts {
  readonly url: string;
  readonly adminKey: string;
  readonly viewerKey: string;
  readonly orgs: readonly { readonly id: string }[];
  readonly brokerServerUrl: string | null;
}

const started: ChildProcess[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
});

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  ...args: string[]
): Promise<{ child: ChildProcess; facts: Facts; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, [...ARGS, "--json", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: folder },
  });
  started.push(child);
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, facts: JSON.parse(line) as Facts, ended };
  }
  throw new Error(`the simulator ended with ${await ended}`);
}

it("prints what a user pastes, keeps state over a restart, and takes settings from a file", async () => {
  const state = join(folder, "state.json");
  const settings = join(folder, "settings.json");
  writeFileSync(settings, JSON.stringify({ enableTwice: "new-token" }));
  const first = await run("--state", state, "--settings", settings);
  expect(first.facts.orgs).toHaveLength(4);
  const http = clientOf(first.facts, `token ${first.facts.viewerKey}`);
  expect(orgsAnswer.parse((await http.get("/v1/orgs")).data).orgs).toHaveLength(4);
  expect(settingsAnswer.parse((await http.get("/_simulator/settings")).data).enableTwice).toBe("new-token");
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);

  const second = await run("--state", state);
  expect(second.facts.adminKey).toBe(first.facts.adminKey);
  expect(readFileSync(state, "utf8")).toContain(second.facts.adminKey);
});

it.each([
  ["SIGINT", 0],
  ["SIGTERM", 0],
  ["SIGKILL", null],
] as const)("leaves no Broker server and no folder behind after %s", async (signal, code) => {
  const { child, facts, ended } = await run("--relay");
  const port = Number(new URL(facts.brokerServerUrl ?? "").port);
  expect(await isOpen(port)).toBe(true);
  expect(brokerFolders(folder)).toHaveLength(1);
  child.kill(signal);
  expect(await ended).toBe(code);
  const isGone = async () => !(await isOpen(port)) && brokerFolders(folder).length === 0;
  await until("nothing of it is left", isGone);
});

it("says in one sentence what is wrong", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const port = String((taken.address() as AddressInfo).port);
  const bad = join(folder, "bad.json");
  writeFileSync(bad, JSON.stringify({ enableTwice: "sometimes" }));
  const cases: readonly [args: string[], text: RegExp][] = [
    [["--port", port], /^Port \d+ of 127\.0\.0\.1 is in use: choose another$/],
    [["--port", "70000"], /^error: option '--port <number>'.*0 to 65535\.$/],
    [["--settings", join(folder, "nothing.json")], /cannot be read as JSON/],
    [["--settings", bad], /^settings of the simulator: enableTwice: /],
    [["--state", bad], /is not a state file of this simulator/],
  ];
  for (const [args, text] of cases) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [...ARGS, ...args], { encoding: "utf8" });
    expect([args[0], status, stdout]).toEqual([args[0], 1, ""]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr.trim()).toMatch(text);
  }
  taken.close();
});
