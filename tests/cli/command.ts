/** Runs `pulumi-snyk-broker` from its sources. Each start compiles TypeScript first, on a machine that may be busy. */
import { spawn } from "node:child_process";
import { join } from "node:path";

const MAIN = ["--import", require.resolve("tsx"), join(__dirname, "../../cli/main.ts")];

export interface EndedCommand {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function command(
  args: readonly string[],
  { input = "", env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<EndedCommand> {
  const child = spawn(process.execPath, [...MAIN, ...args], { env: { ...process.env, ...env } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  // A command that refuses its arguments does not wait for its input.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
    });
  });
}
