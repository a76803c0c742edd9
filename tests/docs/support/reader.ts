import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { notPrinted } from "../../examples/readme";
import { Shell } from "../../examples/shell";
import { PEERS } from "../../package/packed";
import { blocksOf } from "./markdown";

/** What stands for `<…>` in a command, and what is typed when a command asks. */
export interface Knows {
  /** Such as `organization id`. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** By the name of the setting; any other gets a text of its own each time. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Somebody who does what pages say, line by line, in one terminal. */
export class CommandReader {
  readonly #shell: Shell;
  readonly #env: NodeJS.ProcessEnv;
  readonly #tarball: string;
  #knows: Knows = { placeholders: {}, secrets: {} };
  #second: ChildProcess | undefined;

  /** @param tarball the packed package: what is not published yet is installed from it */
  constructor(folder: string, env: NodeJS.ProcessEnv, tarball: string) {
    this.#env = env;
    this.#shell = new Shell(folder, env);
    this.#tarball = tarball;
  }

  learn(knows: Partial<Knows>): void {
    this.#knows = {
      placeholders: { ...this.#knows.placeholders, ...knows.placeholders },
      secrets: { ...this.#knows.secrets, ...knows.secrets },
    };
  }

  /**
   * Reads a page from top to bottom: makes its files, runs its commands, and compares what it shows with what was
   * printed.
   * @param options.skip commands that other tests run
   * @param options.abridged whether the page shows a part of what is printed, in other words
   * @returns all that was printed
   */
  async follow(
    page: string,
    { skip = [], abridged = false }: { skip?: readonly string[]; abridged?: boolean } = {},
  ): Promise<string> {
    let all = "";
    let printed = "";
    for (const { language, text, file } of blocksOf(page)) {
      if (file !== undefined) writeFileSync(join(await this.folder(), file), text);
      else if (language === "text" && !abridged) expect(notPrinted(lines(text), printed)).toEqual([]);
      else if (isTerminal(language)) {
        printed = "";
        for (const command of lines(text)) if (!isIn(skip, command)) printed += await this.run(command);
        all += printed;
      }
    }
    return all;
  }

  async run(command: string): Promise<string> {
    const plain = this.#filledIn(command.replace(/^\$ /, ""));
    if (/^npx pulumi-snyk-broker simulator$/.test(plain)) return this.#inTheSecondTerminal(plain);
    return this.#shell.run(plain, this.#typed(plain));
  }

  async folder(): Promise<string> {
    return (await this.#shell.run("pwd")).trim();
  }

  /** Makes a folder for a page of its own and goes there. */
  async enter(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await this.#shell.run(`cd '${folder}'`);
  }

  close(): void {
    const second = this.#second;
    // With what npx has started in it.
    if (second?.pid !== undefined && second.exitCode === null) process.kill(-second.pid, "SIGTERM");
    this.#shell.close();
  }

  #filledIn(command: string): string {
    const known = command.replace(/<([^<>]+)>/g, (placeholder, name: string) => {
      const value = this.#knows.placeholders[name];
      if (value === undefined) throw new Error(`Nobody told what ${placeholder} is: ${command}`);
      return value;
    });
    if (!known.startsWith("npm install")) return known;
    return known
      .split(" ")
      .map((word) => this.#installed(word))
      .join(" ");
  }

  #installed(word: string): string {
    if (/^pulumi-snyk-broker(@latest)?$/.test(word)) return this.#tarball;
    const version = PEERS[word];
    return version === undefined ? word : `${word}@${version}`;
  }

  #typed(command: string): string {
    const name = /config set --secret (\S+)(?!\S)(?=\s*(#|$))/.exec(command)?.[1];
    if (name === undefined) return "";
    return this.#knows.secrets[name] ?? `typed-${randomUUID()}`;
  }

  /** Starts the simulator, and remembers what it prints as a person would. */
  async #inTheSecondTerminal(command: string): Promise<string> {
    const cwd = await this.folder();
    const second = spawn("bash", ["-c", `exec ${command}`], { cwd, env: this.#env, detached: true });
    this.#second = second;
    const output = await new Promise<string>((resolve, reject) => {
      let read = "";
      second.stdout.on("data", (chunk: Buffer) => {
        read += chunk.toString();
        if (read.includes("Ctrl-C ends it.")) resolve(read);
      });
      second.once("close", () => reject(new Error(`The simulator ended: ${read}`)));
    });
    const said = (pattern: RegExp): string => pattern.exec(output)?.[1] ?? "";
    this.learn({
      placeholders: {
        address: said(/listens on (\S+)/),
        key: said(/SNYK_TOKEN=(\S+)/),
        "organization id": said(/^ {2}([0-9a-f-]{36})/m),
      },
    });
    return output;
  }
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

function isIn(commands: readonly string[], command: string): boolean {
  return commands.some((each) => command.startsWith(each));
}

export function isTerminal(language: string): boolean {
  return language === "sh" || language === "console";
}
