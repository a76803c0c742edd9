import { parsePreview } from "../../../cli/stack/preview";
import { renderMarkdown } from "../../../cli/review/render";
import { reviewOf } from "../../../cli/review/review";
import type { Project } from "../../../dev/engine/project";

/** What a person reads before an `up`, in three forms, without what differs from run to run. */
export interface ReadPreview {
  /** `pulumi preview`: a line for each resource. */
  readonly short: string;
  /** `pulumi preview --diff`: our resources in full, of others the headlines. */
  readonly diff: string;
  readonly review: string;
}

export async function readPreview(project: Project, today: string): Promise<ReadPreview> {
  const short = await project.preview({ today });
  const diff = await project.preview({ today, args: ["--diff"] });
  const json = await project.preview({ today, args: ["--json", "--show-sames"] });
  for (const { code, output } of [short, diff, json]) if (code !== 0) throw new Error(output);
  const text = json.output.slice(json.output.indexOf("{"), json.output.lastIndexOf("}") + 1);
  const review = reviewOf(parsePreview(Buffer.from(text)), { today, maxAgeDays: 90 });
  return {
    short: shortOf(stable(short.output)),
    diff: diffOf(stable(diff.output)),
    review: stable(renderMarkdown(review)),
  };
}

/** Ids and addresses that the simulator makes up. Organizations have the same ids in every run. */
function stable(output: string): string {
  return output
    .replace(/\b(?!a0000000|04da6b54)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<id>")
    .replace(/<id>\/[a-z0-9]{6}\b/g, "<id>/<instance>")
    .replace(/(\binstance *: )"[a-z0-9]{6}"/g, '$1"<instance>"')
    .replace(/\b(g\d+)-[0-9a-f]{6}\b/g, "$1-<token>")
    .replace(/^warning: .*\n/gm, "");
}

/** The engine works in parallel: its lines come in any order, and some twice. */
function shortOf(output: string): string {
  const steps = output.split("\n").filter((line) => /^ (\+\+|\+-|--|[-~+]) {1,2}\S/.test(line));
  const named = [...new Set(steps.map((line) => line.replace(/ *;? *warning: .*$/, "").trimEnd()))];
  return [...named.sort((one, other) => (nameIn(one) < nameIn(other) ? -1 : 1)), summaryOf(output)].join(
    "\n",
  );
}

function nameIn(line: string): string {
  return line.slice(4);
}

function diffOf(output: string): string {
  const blocks: { readonly head: string; readonly lines: string[] }[] = [];
  for (const line of output.slice(0, output.indexOf("Resources:")).split("\n")) {
    if (/^\s*(\+-|[-~+])?\s*\S+: \((create|update|delete|replace|same)\)$/.test(line)) {
      blocks.push({ head: line.trim(), lines: [line.trimStart()] });
    } else {
      blocks.at(-1)?.lines.push(line);
    }
  }
  const ours = blocks.filter(({ head }) => head.includes("dynamic/snyk-broker:"));
  const others = blocks.filter((block) => !ours.includes(block) && !block.head.includes("(same)"));
  return [
    ...ours.map(({ lines }) => dedented(lines)).sort(),
    ...others.map(({ head }) => head).sort(),
    summaryOf(output),
  ].join("\n");
}

/** Components indent their children, which says nothing here. */
function dedented(lines: readonly string[]): string {
  const [head = "", ...rest] = lines.filter((line) => line.trim() !== "");
  const margin = Math.min(...rest.map((line) => line.length - line.trimStart().length));
  return [head, ...rest.map((line) => `    ${line.slice(margin)}`)].join("\n");
}

function summaryOf(output: string): string {
  const summary = output.slice(output.indexOf("Resources:")).split("\n\n")[0] ?? "";
  return summary.trimEnd();
}
