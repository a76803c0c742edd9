import { Command, InvalidArgumentError, Option } from "commander";
import { dayOf } from "../provider/lifecycle/classic/token/day";
import { now } from "../provider/process/configuration";
import { endOf, FOUND, maxAgeFrom, orUnusable, readInput, todayFrom } from "./command-line";
import { renderMarkdown } from "./review/render";
import { type FailOn, foundOf, FAIL_ON, reviewOf } from "./review/review";
import { parsePreview } from "./stack/preview";

interface Options {
  readonly failOn: readonly FailOn[];
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
      new Option("--fail-on <what>", "exit with code 1 when the preview has one (repeatable)")
        .choices(FAIL_ON)
        .argParser((what, all: readonly FailOn[]) => [...all, failOnOf(what)])
        .default([] as readonly FailOn[], "never"),
    )
    .option("--max-age-days <number>", "warn about tokens older than this", maxAgeFrom, 90)
    .option("--today <day>", "the day to count ages from, YYYY-MM-DD (default: today, UTC)", todayFrom)
    .option("--json", "print JSON instead of Markdown")
    .addHelpText("after", "\nExit codes: 0 done, 1 --fail-on found something, 2 the preview cannot be used.")
    .exitOverride(endOf)
    .action(orUnusable(run));
}

function run(file: string, { failOn, maxAgeDays, today = dayOf(now()), json }: Options): void {
  const review = reviewOf(parsePreview(readInput(file)), { today, maxAgeDays });
  process.stdout.write(json ? `${JSON.stringify(review, null, 2)}\n` : renderMarkdown(review));
  const found = foundOf(review, failOn);
  if (found.length > 0) {
    console.error(`The preview has what --fail-on names: ${found.join(", ")}.`);
    process.exitCode = FOUND;
  }
}

function failOnOf(what: string): FailOn {
  const failure = FAIL_ON.find((known) => known === what);
  if (failure === undefined) throw new InvalidArgumentError(`It must be one of ${FAIL_ON.join(", ")}.`);
  return failure;
}
