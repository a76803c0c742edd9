import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { dayOf, isDay } from "../provider/lifecycle/day";
import { now } from "../provider/settings";
import { parsePreview, UnusablePreview } from "./review/preview";
import { renderMarkdown } from "./review/render";
import { type Failure, failuresOf, FAILURES, reviewOf } from "./review/review";

/** Exit codes. A command line that is wrong ends with `UNUSABLE` too, so that 1 always is an answer of the review. */
const FOUND = 1;
const UNUSABLE = 2;

interface Options {
  readonly failOn: readonly Failure[];
  readonly maxAgeDays: number;
  readonly today?: string;
  readonly json?: boolean;
}

/** `npx pulumi-snyk-broker review`: what a preview does to broker tokens, for a pull request. */
export function reviewCommand(): Command {
  return new Command("review")
    .description(
      "Say in Markdown what a preview does to broker tokens: which ones change, why, and whom it touches.",
    )
    .argument("<preview>", "output of `pulumi preview --json --show-sames`; - reads it from stdin")
    .addOption(
      new Option("--fail-on <what>", "end with exit code 1 when the preview has one (repeatable)")
        .choices(FAILURES)
        .argParser((what, all: readonly Failure[]) => [...all, failureOf(what)])
        .default([] as readonly Failure[], "never"),
    )
    .option("--max-age-days <number>", "warn of tokens older than this", ageOf, 90)
    .option("--today <day>", "the day to count ages from, YYYY-MM-DD (default: today, UTC)", dayFrom)
    .option("--json", "print JSON in place of Markdown")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 --fail-on has found something, 2 the preview cannot be used.",
    )
    .exitOverride((end) => process.exit(end.exitCode === 0 ? 0 : UNUSABLE))
    .action(run);
}

function run(file: string, { failOn, maxAgeDays, today = dayOf(now()), json }: Options): void {
  try {
    const review = reviewOf(parsePreview(read(file)), { today, maxAgeDays });
    process.stdout.write(json ? `${JSON.stringify(review, null, 2)}\n` : renderMarkdown(review));
    const found = failuresOf(review, failOn);
    if (found.length > 0) {
      console.error(`The preview has what --fail-on names: ${found.join(", ")}.`);
      process.exitCode = FOUND;
    }
  } catch (error) {
    if (!(error instanceof UnusablePreview)) throw error;
    console.error(error.message);
    process.exitCode = UNUSABLE;
  }
}

/** @throws UnusablePreview when there is no such file */
function read(file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new UnusablePreview(`${file === "-" ? "stdin" : file} cannot be read (${code}).`);
  }
}

function failureOf(what: string): Failure {
  const failure = FAILURES.find((known) => known === what);
  if (failure === undefined) throw new InvalidArgumentError(`It must be one of ${FAILURES.join(", ")}.`);
  return failure;
}

function ageOf(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days <= 36_500) return days;
  throw new InvalidArgumentError("It must be a whole number of days.");
}

function dayFrom(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError("It must be a day that exists, as YYYY-MM-DD.");
}
