#!/usr/bin/env node
import { Command } from "commander";
import { doctorCommand } from "./doctor";
import { fromChartCommand } from "./from-chart";
import { graphCommand } from "./graph";
import { reviewCommand } from "./review";
import { simulatorCommand } from "./simulator";

/** The commands of `npx pulumi-snyk-broker`: one file each. */
const COMMANDS: readonly (() => Command)[] = [
  simulatorCommand,
  reviewCommand,
  graphCommand,
  doctorCommand,
  fromChartCommand,
];

const program = new Command("pulumi-snyk-broker").description(
  "Snyk Broker integrations as code: the command-line tools.",
);
for (const command of COMMANDS) program.addCommand(command());

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
