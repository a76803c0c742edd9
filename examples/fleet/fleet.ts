// Deploys all stacks of fleet.json, several at a time: `npx tsx fleet.ts up`, or preview, or destroy.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";

interface Fleet {
  /** Stacks that run at a time. */
  readonly parallel: number;
  /** Calls a minute of all of them together; Snyk allows 2,000 per key. */
  readonly requestsPerMinute: number;
  readonly stacks: readonly StackOfFleet[];
}

interface StackOfFleet {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
  /** Configuration keys of secrets, and the environment variables that hold them. */
  readonly secretsFrom?: Readonly<Record<string, string>>;
}

const COMMANDS = ["preview", "up", "destroy"] as const;
type Command = (typeof COMMANDS)[number];

async function main([
  command = "preview",
  file = join(__dirname, "fleet.json"),
]: readonly string[]): Promise<number> {
  if (!isCommand(command)) throw new Error(`Unknown command "${command}": use ${COMMANDS.join(", ")}.`);
  const fleet = JSON.parse(readFileSync(file, "utf8")) as Fleet;

  // One after the other: making and selecting a stack writes files that all stacks of a project share.
  const waiting: Stack[] = [];
  for (const each of fleet.stacks) waiting.push(await prepare(fleet, each));

  const failed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let stack = waiting.shift(); stack !== undefined; stack = waiting.shift()) {
      if (!(await run(stack, command))) failed.push(stack.name);
    }
  };
  await Promise.all(Array.from({ length: fleet.parallel }, worker));

  console.log(
    failed.length === 0 ? "All stacks: done." : `Failed: ${failed.join(", ")}. Run again for these.`,
  );
  return failed.length === 0 ? 0 : 1;
}

async function prepare(fleet: Fleet, { name, config, secretsFrom = {} }: StackOfFleet): Promise<Stack> {
  const workDir = join(__dirname, "stack");
  const stack = await LocalWorkspace.createOrSelectStack({ stackName: name, workDir });
  const share = Math.max(1, Math.floor(fleet.requestsPerMinute / fleet.parallel));
  const plain = Object.entries({ ...config, "snyk-broker:requestsPerMinute": String(share) });
  const secret = Object.entries(secretsFrom);
  await stack.setAllConfig({
    ...Object.fromEntries(plain.map(([key, value]) => [key, { value }])),
    ...Object.fromEntries(secret.map(([key, variable]) => [key, { value: inEnv(variable), secret: true }])),
  });
  return stack;
}

function inEnv(variable: string): string {
  const value = process.env[variable];
  if (value === undefined) throw new Error(`The variable ${variable} is not set: fleet.json names it.`);
  return value;
}

/** @returns whether it succeeded */
async function run(stack: Stack, command: Command): Promise<boolean> {
  const onOutput = (text: string): void => {
    for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
      console.log(`${stack.name.padEnd(12)} ${line}`);
    }
  };
  try {
    await stack[command]({ onOutput, color: "never" });
    return true;
  } catch {
    return false; // the engine has printed why
  }
}

function isCommand(text: string): text is Command {
  return (COMMANDS as readonly string[]).includes(text);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
