import type { Conversion } from "../convert";
import type { Leftover, LeftoverKind } from "../reading/leftovers";
import { render } from "./code";
import type { Setting } from "./configuration";

const HEADINGS: Readonly<Record<LeftoverKind, string>> = {
  left: "Not carried over:",
  ignored: "The chart ignores:",
  refused: "The chart refuses:",
};

const WIDTH = 118;

/** A whole program, with what a reader must know in front. */
export function programOf(conversion: Conversion, name: string): string {
  const { args, readsFiles, settings } = conversion;
  return [
    ...comments(conversion),
    ...(readsFiles ? ['import { readFileSync } from "node:fs";'] : []),
    ...(settings.length > 0 ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    'import { BrokerClient } from "pulumi-snyk-broker";',
    "",
    ...(settings.length > 0 ? ["const config = new pulumi.Config();", ""] : []),
    `new BrokerClient(${JSON.stringify(name)}, ${render(args)});`,
    "",
  ].join("\n");
}

function comments({ leftovers, differences, settings }: Conversion): readonly string[] {
  const blocks = [
    ["Made from the values of Snyk's Helm chart snyk-broker by pulumi-snyk-broker from-chart."],
    ...(Object.keys(HEADINGS) as LeftoverKind[]).map((kind) => block(kind, leftovers)),
    differences.length > 0 ? ["Other than the chart:", ...differences.map((each) => `- ${each}`)] : [],
    settings.length > 0 ? ["It needs this configuration:", ...settings.map(command)] : [],
  ].filter((lines) => lines.length > 0);
  return blocks
    .flatMap((lines) => [...lines.flatMap(asComment), "//"])
    .slice(0, -1)
    .concat("");
}

function block(kind: LeftoverKind, leftovers: readonly Leftover[]): readonly string[] {
  const those = leftovers.filter((each) => each.kind === kind);
  return those.length === 0 ? [] : [HEADINGS[kind], ...those.map(({ key, why }) => `- ${key}: ${why}`)];
}

function command({ name, isSecret, about }: Setting): string {
  const text = isSecret ? `  pulumi config set --secret ${name}` : `  pulumi config set ${name} <value>`;
  return about === undefined ? text : `${text}  # ${about}`;
}

/** One paragraph, broken between words. */
function asComment(paragraph: string): readonly string[] {
  const indent = paragraph.startsWith("- ") ? "  " : "";
  if (paragraph.startsWith("  ")) return [`// ${paragraph}`];
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + word.length + 4 > WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `// ${each}`);
}
