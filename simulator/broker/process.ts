import { fork, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";

/** Reads as one sentence, with the remedy. */
export class RelayError extends Error {
  /** Always `RelayError`. */
  override readonly name = "RelayError";
}

/** Which side of the Broker starts, and with what. */
export interface BrokerOptions {
  /** Snyk's side, or the one beside the SCM. */
  readonly role: "server" | "client";
  /** Environment of the process, added to what both roles need. The caller's own environment is not passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Rule file, as `ACCEPT` means it. @default rules that allow every method and path */
  readonly acceptFile?: string;
  /** Where these rules send what comes out of the tunnel, `http://127.0.0.1:PORT`. @default nowhere: 500 */
  readonly origin?: string;
  /** TCP port on 127.0.0.1. @default 0: the system picks a free one */
  readonly port?: number;
  /** Folder whose `node_modules` has snyk-broker. @default the working directory, then this package's own folder */
  readonly projectFolder?: string;
}

/** A Broker server or client that runs. */
export interface BrokerProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Process id. */
  readonly pid: number;
  /** Its temporary folder: gone when it has ended. */
  readonly folder: string;
  /** undefined as long as it runs, then a sentence about its end. */
  ended(): string | undefined;
  /** What it has said lately. The Broker masks tokens in its own log. */
  output(): string;
  /** Ends it. */
  close(): Promise<void>;
}

const START_DEADLINE_MS = 60_000;
const KEPT_OUTPUT = 16_384;

/**
 * As much of config.default.json as the Broker cannot do without: where its request handlers and its dispatcher are.
 * Snyk's image brings that file along, the npm package does not.
 */
export const BROKER_CONFIG = JSON.stringify({
  REMOTE_WORKLOAD_NAME: "BrokerWorkload",
  REMOTE_WORKLOAD_MODULE_PATH: "../broker-workload/websocketRequests",
  CLIENT_WORKLOAD_NAME: "BrokerClientRequestWorkload",
  CLIENT_WORKLOAD_MODULE_PATH: "../broker-workload/clientLocalRequests",
  DISPATCHER_URL_PREFIX: "/hidden/broker", // of high-availability mode
  supportedBrokerTypes: [],
});

/** Starts the real Broker of npm `snyk-broker` on 127.0.0.1; it ends with this process, whatever ends that. */
export async function startBroker(options: BrokerOptions): Promise<BrokerProcess> {
  const installed = findPackage(options.projectFolder);
  const folder = mkdtempSync(join(tmpdir(), "pulumi-snyk-broker-"));
  const anything = join(folder, "accept.json");
  writeFileSync(join(folder, "config.default.json"), BROKER_CONFIG, { mode: 0o600 });
  const rule = { method: "any", path: "/*" };
  const onward = { ...rule, ...(options.origin && { origin: options.origin }) };
  writeFileSync(anything, JSON.stringify({ public: [rule], private: [onward] }), { mode: 0o600 });

  const launcher = launcherFile();
  const child = fork(launcher.file, [installed.folder, options.role], {
    execArgv: launcher.execArgv,
    cwd: folder, // the Broker reads a .env file in its working directory
    env: {
      PATH: process.env["PATH"],
      LOG_LEVEL: "info",
      BROKER_TYPE: options.role,
      PORT: String(options.port ?? 0),
      ACCEPT: options.acceptFile ?? anything,
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });

  let output = "";
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_OUTPUT));
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);

  let ended: string | undefined;
  const exited = new Promise<void>((resolve) => {
    const end = (why: string) => {
      ended ??= `The Broker ${options.role} has ended (${why})`;
      rmSync(folder, { recursive: true, force: true });
      resolve();
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ?? `exit code ${code}`));
  });

  const port = await Promise.race([portOf(child), exited, deadline()]);
  if (port === undefined) {
    await end(child, exited);
    const said = lastLines(output);
    throw new RelayError(
      `${ended ?? `The Broker ${options.role} did not start`}.${installed.advice} ${said}`.trim(),
    );
  }
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? -1,
    folder,
    ended: () => ended,
    output: () => output,
    close: () => end(child, exited),
  };
}

/** Ends the process: its temporary folder goes with it. */
async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill("SIGKILL"); // it has nothing to save, and a client's own SIGTERM handling takes up to 12 s
  await exited;
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on("message", (message) => {
      if (typeof message === "object" && "port" in message) resolve(Number(message.port));
    });
  });
}

function deadline(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, START_DEADLINE_MS, undefined).unref());
}

/** In this repository the launcher is TypeScript, in the published package JavaScript. */
function launcherFile(): { file: string; execArgv: string[] } {
  const file = join(__dirname, `launcher${extname(__filename)}`);
  return {
    file,
    execArgv: file.endsWith(".ts") ? ["--import", createRequire(__filename).resolve("tsx")] : [],
  };
}

/** snyk-broker is an optional peer dependency: the user's project has it, or nobody has. */
function findPackage(projectFolder: string | undefined): { folder: string; advice: string } {
  const folders = projectFolder === undefined ? [process.cwd(), __dirname] : [projectFolder];
  for (const from of folders.map((folder) => join(folder, "package.json"))) {
    try {
      const manifest = createRequire(from).resolve("snyk-broker/package.json");
      return { folder: dirname(manifest), advice: nodeAdvice(manifest) };
    } catch {
      continue;
    }
  }
  throw new RelayError(
    "The relay needs Snyk's Broker server, which is not installed: npm install snyk-broker",
  );
}

function nodeAdvice(manifest: string): string {
  if (!existsSync(manifest)) return "";
  const { version, engines } = JSON.parse(readFileSync(manifest, "utf8")) as {
    version?: string;
    engines?: { node?: string };
  };
  const wanted = Number(/\d+/.exec(engines?.node ?? "")?.[0] ?? 0);
  const have = Number(process.versions.node.split(".")[0]);
  if (have >= wanted) return "";
  return ` snyk-broker ${version} needs Node ${wanted}, this is Node ${have}: npm install snyk-broker@5.16.4 runs on Node 20.`;
}

function lastLines(output: string): string {
  const lines = output.trim().split("\n").slice(-5).join("\n");
  return lines && `It said:\n${lines}`;
}
