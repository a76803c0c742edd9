import { parseArgs, type ParseArgsConfig } from "node:util";
import { ToolchainError } from "./error";

/** A command line that is wrong. Reads as one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>["values"];

/** @throws UsageError for an option that is unknown or lacks its value, and for any other argument */
export function optionsOf<const T extends Options>(args: readonly string[], options: T): Values<T> {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(sentence(error as NodeJS.ErrnoException));
  }
}

function sentence({ code, message }: NodeJS.ErrnoException): string {
  const [, quoted = ""] = /'([^']*)'/.exec(message) ?? [];
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `Unknown option "${quoted}".`;
  if (code === "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL") return `Unknown argument "${quoted}".`;
  const [name = ""] = quoted.split(" "); // "--out <value>"
  return message.includes("does not take") ? `${name} takes no value.` : `${name} needs a value.`;
}

/** Says why a command has failed, with its usage where it was called wrongly. @returns its exit code */
export function failed(error: unknown, usage: string): number {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else console.error(error instanceof ToolchainError ? error.message : error);
  return error instanceof UsageError ? 2 : 1;
}
