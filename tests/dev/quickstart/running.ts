import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ofProcess, processes } from "../../../dev/system/processes";
import { until } from "../../../dev/system/until";

const ROOT = resolve(__dirname, "../../..");

/** A value that stands in the environment of whoever starts the quickstart, and is none of its business. */
export const CALLERS_KEY = "callers-own-snyk-key-canary";

/** The quickstart as a process of its own, with a folder for temporary files that nobody else uses. */
export class RunningQuickstart {
  readonly folder = mkdtempSync(join(tmpdir(), "quickstart-test-"));
  /** Every secret that was seen in its folder or in the environment of its processes. */
  readonly secrets = new Set([CALLERS_KEY]);
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = "";

  constructor(...args: readonly string[]) {
    const loader = pathToFileURL(createRequire(__filename).resolve("tsx")).href;
    this.#child = spawn(process.execPath, ["--import", loader, "dev/quickstart/main.ts", ...args], {
      cwd: ROOT,
      env: { ...process.env, TMPDIR: this.folder, TSX_DISABLE_CACHE: "1", SNYK_TOKEN: CALLERS_KEY },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
        this.#collectSecrets();
      });
    }
    this.#ended = new Promise((end) => this.#child.once("close", end));
  }

  get output(): string {
    return this.#output;
  }

  /** Resolves with the exit code; `null` when it was killed. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Resolves when it has printed this. */
  async says(text: string | RegExp): Promise<void> {
    const isSaid = (): boolean =>
      typeof text === "string" ? this.#output.includes(text) : text.test(this.#output);
    const isOver = (): boolean => isSaid() || this.#child.exitCode !== null;
    await until(`it says "${String(text)}"`, isOver, { seconds: 180 });
    if (!isSaid()) throw new Error(`It has ended and never said "${String(text)}":\n${this.#output}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What is left: files in its folder, and processes that have to do with its folder. */
  leftovers(): string[] {
    return [...readdirSync(this.folder), ...this.#processes().map(({ command }) => command)];
  }

  /** Resolves when nothing is left; fails after three minutes and says what is. */
  async leavesNothing(): Promise<void> {
    await until("nothing is left", () => this.leftovers().length === 0, { seconds: 180 }).catch(
      () => undefined,
    );
    expect(this.leftovers()).toEqual([]);
    rmSync(this.folder, { recursive: true });
  }

  #collectSecrets(): void {
    for (const name of readdirSync(this.folder, { recursive: true, encoding: "utf8" })) {
      if (!/v1-secret-.*\.yaml$/.test(name)) continue;
      for (const [, encoded = ""] of read(join(this.folder, name)).matchAll(/^ {2}[A-Z_]+_TOKEN: (\S+)$/gm)) {
        this.secrets.add(Buffer.from(encoded, "base64").toString());
      }
    }
    for (const { environment } of this.#processes()) {
      const [, value] = /\0SNYK_TOKEN=([^\0]+)/.exec(environment) ?? [];
      if (value) this.secrets.add(value);
    }
  }

  #processes(): { command: string; environment: string }[] {
    return processes()
      .map((pid) => ({
        command: ofProcess(pid, "cmdline").replaceAll("\0", " ").trim(),
        environment: ofProcess(pid, "environ"),
        folder: workingFolder(pid),
      }))
      .filter(({ command, environment, folder }) =>
        [command, environment, folder].some((text) => text.includes(this.folder)),
      );
  }
}

/** @returns nothing for a file that has gone. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function workingFolder(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
