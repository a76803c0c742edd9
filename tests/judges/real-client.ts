import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { until } from "../../dev/system/until";
import { BROKER_CONFIG } from "../../simulator/broker/process";

const REPOSITORY = resolve(__dirname, "../..");

/** The client that the repository installs, of the oldest release that Snyk supports. */
export const OWN_MODULES = join(REPOSITORY, "node_modules");

/**
 * A folder that looks to the client like the home of Snyk's image, with the rules of one type.
 * @param modules the node_modules with the client
 */
export function imageHome(folder: string, type: string, modules = OWN_MODULES): string {
  const home = join(folder, type);
  mkdirSync(home, { recursive: true });
  symlinkSync(modules, join(home, "node_modules"));
  writeFileSync(join(home, "config.default.json"), BROKER_CONFIG);
  const templates = join(modules, "snyk-broker/dist/client-templates");
  const rules = type === "server" ? undefined : join(templates, type, "accept.json.sample");
  if (rules !== undefined) copyFileSync(rules, rulesOf(home));
  return home;
}

/** The rules in such a folder. */
export function rulesOf(home: string): string {
  return join(home, "accept.json");
}

/** A process of Snyk's package, with exactly this environment. */
export class JudgedClient {
  readonly #child: ChildProcess;
  #output = "";

  constructor(home: string, role: "client" | "server", environment: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ["node_modules/snyk-broker/dist/cli/index.js", role], {
      cwd: home,
      // Links stay links, so that the client finds the configuration above its own folder, as in the image.
      env: { ...environment, NODE_OPTIONS: "--preserve-symlinks --preserve-symlinks-main" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /** The client's own checks at start, by their ids, as the table in its output has them. */
  preflightChecks(): Readonly<Record<string, string>> {
    const rows = this.#output.matchAll(/│ \d+ +│ +'([a-z-]+)' +│ +'([a-z]+)' +│/g);
    return Object.fromEntries([...rows].map(([, check = "", status = ""]) => [check, status]));
  }

  /** Waits for an answer of 200; a process that ended, or that never answers, is an error with what it printed. */
  async answers(url: string): Promise<void> {
    const answered = async (): Promise<boolean> => {
      if (this.#child.exitCode !== null) throw new Error("it ended");
      return fetch(url).then(
        (response) => response.ok,
        () => false,
      );
    };
    await until(`${url} answers 200`, answered, { everyMs: 250 }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}: ${this.#output.slice(-2000)}`);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }
}

/** As much of Snyk's API as a client asks at start: that it is there, and which server to use. */
export async function startApi(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: { attributes: { server_id: "0" } } }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
