import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { dayOf } from "../provider/lifecycle/classic/token/day";
import { now } from "../provider/process/configuration";
import { draw } from "./graph/draw";
import { renderMermaid } from "./graph/mermaid";
import { renderSvg } from "./graph/svg";
import { endOf, maxAgeFrom, orUnusable, readInput, todayFrom } from "./command-line";
import { UnusableFile } from "./stack/json";
import { parseStack } from "./stack/stack-file";

interface Options {
  readonly svg?: string;
  readonly maxAgeDays: number;
  readonly today?: string;
}

/** `npx pulumi-snyk-broker graph`: a stack as a picture, from its state or from a preview. */
export function graphCommand(): Command {
  return new Command("graph")
    .description(
      "Draw a stack: organizations, what they share, generations of tokens, clients. It shows no token.",
    )
    .argument(
      "<stack>",
      "output of `pulumi stack export`, or of `pulumi preview --json --show-sames`; - reads it from stdin",
    )
    .option("--svg <file>", "write a picture to this file instead of Mermaid to the terminal")
    .option("--max-age-days <number>", "mark tokens older than this", maxAgeFrom, 90)
    .option("--today <day>", "the day to count ages from, YYYY-MM-DD (default: today, UTC)", todayFrom)
    .addHelpText("after", "\nExit codes: 0 drawn, 2 the file cannot be used.")
    .exitOverride(endOf)
    .action(orUnusable(run));
}

async function run(file: string, { svg, maxAgeDays, today = dayOf(now()) }: Options): Promise<void> {
  const drawing = draw(parseStack(readInput(file)), { today, maxAgeDays });
  if (svg === undefined) process.stdout.write(renderMermaid(drawing));
  else write(svg, await renderSvg(drawing));
}

/** @throws UnusableFile where nothing can be written */
function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new UnusableFile(`${file} cannot be written (${code}).`);
  }
}
