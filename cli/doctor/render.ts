import type { Check, CheckName, Status } from "./check";
import { historyLine } from "./history";

/** What `--json` prints. */
export interface Result {
  readonly failures: number;
  readonly warnings: number;
  readonly checks: readonly Check[];
}

export function resultOf(checks: readonly Check[]): Result {
  const count = (status: Status) => checks.filter((check) => check.status === status).length;
  return { failures: count("failure"), warnings: count("warning"), checks };
}

const TITLES: Readonly<Record<CheckName, string>> = {
  address: "address",
  "api-key": "credentials",
  expiry: "expiry",
  role: "role",
  "rate-limit": "rate limit",
  "end-of-life": "end of life",
  integration: "integration",
  broker: "Broker",
  token: "token",
  healthcheck: "health check",
  systemcheck: "system check",
  history: "history",
};

/** One line for each check, and one more where something is to be done. */
export function renderText({ checks, failures, warnings }: Result): string {
  const lines = checks.flatMap(({ check, status, about, text, remedy, events = [] }) => [
    `${status.padEnd(9)}${TITLES[check].padEnd(14)}${about === undefined ? "" : `${printable(about)}: `}${printable(text)}`,
    ...(remedy === undefined ? [] : [`${" ".repeat(23)}→ ${printable(remedy)}`]),
    ...events.map((event) => `${" ".repeat(23)}${printable(historyLine(event))}`),
  ]);
  const well = checks.length - failures - warnings;
  return [
    ...lines,
    "",
    `${counted(failures, "failure")}, ${counted(warnings, "warning")}, ${well} ok`,
    "",
  ].join("\n");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Names in a stack may hold what steers a terminal. */
function printable(text: string): string {
  return text.replace(/[\s\p{C}]+/gu, " ");
}
