import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import type { ProbeOutcome } from "./probe";

/** One measured thing, a line of the table. */
export interface MeasuredLine extends ProbeOutcome {
  readonly what: string;
}

const DOCUMENT = resolve(__dirname, "../../../docs/cluster-results.md");

/** Keeps what was measured for the table of this run. */
export function keep(what: string, outcome: ProbeOutcome): void {
  const file = process.env["SNYK_BROKER_RESULTS"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, ...outcome })}\n`);
}

/** What a run has measured, by the name of the thing. */
export function readResults(file: string): MeasuredLine[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as MeasuredLine)
    .sort((a, b) => a.what.localeCompare(b.what, "en", { numeric: true }));
}

/** A table in Markdown. */
export function table(results: readonly MeasuredLine[]): string {
  const rows = results.map(({ what, sent, perSecond, lost, secondsWithoutClient }) => [
    what,
    String(sent),
    perSecond.toFixed(1),
    String(lost.length),
    secondsWithoutClient.toFixed(1),
    reasons(lost.map(({ why }) => why)),
  ]);
  const head = ["what", "requests", "per second", "lost", "seconds without a client", "why"];
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Writes the page with the table. */
export function writeReport(results: readonly MeasuredLine[], file = DOCUMENT): void {
  const { length } = cpus();
  const text = `# Requests lost in a rotation: measured

Written by \`npm run test:cluster -- --report\` on ${new Date().toISOString().slice(0, 10)}: Linux, ${length} cores, Node
${process.versions.node}. One Kubernetes node with the real Broker server, the real Broker client in its pods and the
real Pulumi engine; Snyk's API and GitLab are stand-ins. [cluster.md](cluster.md) says how it is run.

A request counts as lost when its answer is not 2xx, when it has \`x-broker-failure\`, or when there is none. "Seconds
without a client" is the time in which the Broker server knew no client with the live token.

${table(results)}
`;
  writeFileSync(file, text);
}

function reasons(lost: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const why of lost) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => `${count} × ${why}`).join(", ");
}
