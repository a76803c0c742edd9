/** What the commands have in common: how they read files and options, and how they end. */
import { readFileSync } from "node:fs";
import { type CommanderError, InvalidArgumentError } from "commander";
import { isDay } from "../provider/lifecycle/classic/token/day";
import { UnusableFile } from "./stack/json";

/** Exit codes. A command line that is wrong ends with `UNUSABLE` too, so that 1 always is an answer of the command. */
export const FOUND = 1;
export const UNUSABLE = 2;

/** How a command ends whose line is wrong, or that was asked for help: for `exitOverride`. */
export function endOf({ exitCode }: CommanderError): never {
  process.exit(exitCode === 0 ? 0 : UNUSABLE);
}

/** Ends with `UNUSABLE` and one sentence for a file that cannot be used. */
export function orUnusable<Args extends unknown[]>(
  action: (...args: Args) => void | Promise<void>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      console.error(error.message);
      process.exitCode = UNUSABLE;
    }
  };
}

/** @throws UnusableFile when there is no such file */
export function readInput(file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new UnusableFile(`${file === "-" ? "stdin" : file} cannot be read (${code}).`);
  }
}

/** Value of `--max-age-days`. */
export function maxAgeFrom(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days <= 36_500) return days;
  throw new InvalidArgumentError("It must be a whole number of days.");
}

/** Value of `--today`. */
export function todayFrom(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError("It must be a day that exists, as YYYY-MM-DD.");
}
