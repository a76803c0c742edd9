import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Simulator } from "../../simulator";

/** Looks for keys and tokens where none may be: command output, state with its history, logs, plans. */
export class CanaryScan {
  readonly #folder: string;
  readonly #simulator: Simulator;
  readonly #secrets = new Map<string, string>();
  readonly #outputs: { readonly command: string; readonly output: string }[] = [];

  constructor(folder: string, simulator: Simulator) {
    this.#folder = folder;
    this.#simulator = simulator;
    this.plant("API key", simulator.adminKey);
  }

  /** A further value that must not be seen. */
  plant(name: string, value: string): void {
    this.#secrets.set(value, name);
  }

  /** Keeps what a command printed, and learns the tokens that there were by now: of Brokers, and access tokens. */
  saw(command: string, output: string): void {
    this.#outputs.push({ command, output });
    for (const token of this.#simulator.accessTokens.issued()) this.plant("access token", token);
    for (const { id, type } of this.#simulator.integrations()) {
      const { brokerToken, provisionalBrokerToken } = this.#simulator.webUi.tokens(id);
      if (brokerToken) this.plant(`live token of ${type}`, brokerToken);
      if (provisionalBrokerToken) this.plant(`provisional token of ${type}`, provisionalBrokerToken);
    }
  }

  /** @returns one line a find: which secret, where. */
  leaks(): readonly string[] {
    const places = [
      ...this.#outputs.map(({ command, output }) => [`output of pulumi ${command}`, output] as const),
      ...files(this.#folder).flatMap((file) => {
        const text = contents(file);
        return text === undefined ? [] : [[file.slice(this.#folder.length), text] as const];
      }),
    ];
    return places.flatMap(([place, text]) =>
      [...this.#secrets].flatMap(([secret, name]) => [
        ...(text.includes(secret) ? [`${name} in ${place}`] : []),
        ...(text.includes(inBase64(secret)) ? [`${name}, in base64, in ${place}`] : []),
      ]),
    );
  }

  /** How many different secrets the scan looks for: a scan for none proves nothing. */
  get planted(): number {
    return this.#secrets.size;
  }
}

/** As Kubernetes keeps it. */
function inBase64(secret: string): string {
  return Buffer.from(secret).toString("base64");
}

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("/node_modules/"));
}

/** Nothing for a file that is too large to look through, or gone: a running engine renames what it has written. */
function contents(file: string): string | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined || size >= 32 * 1024 * 1024) return undefined;
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
