import { Command, InvalidArgumentError, Option } from "commander";
import { endOf, orUnusable, readInput } from "./command-line";
import { convert, type ConversionOptions } from "./from-chart/convert";
import { programOf } from "./from-chart/program/program";
import { readValues } from "./from-chart/reading/values-file";

interface Options extends ConversionOptions {
  readonly name?: string;
}

/** Secrets of a Helm release have its name in theirs, and Kubernetes wants these letters there. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** `npx pulumi-snyk-broker from-chart`: the values of Snyk's classic chart as a program. */
export function fromChartCommand(): Command {
  return new Command("from-chart")
    .description(
      "Print the program that runs the Broker client of a values file of Snyk's Helm chart snyk-broker. It prints no secret.",
    )
    .argument(
      "<values>",
      "the values file; - reads it from stdin, where `helm get values <release>` may write it",
    )
    .option(
      "--release <name>",
      "name of the Helm release, of which the chart makes the names of its Secrets",
      nameFrom,
    )
    .option("--namespace <name>", "namespace of all objects (default: the Kubernetes provider's)", nameFrom)
    .option("--name <name>", "name of the resource (default: the client's type)", nameFrom)
    .addOption(
      new Option(
        "--secrets <where>",
        "take all secrets from the program's configuration, or from the chart's Secrets in the cluster " +
          "(default: config for what the file has, cluster for what it has not, where the names are known)",
      ).choices(["config", "cluster"]),
    )
    .addHelpText(
      "after",
      "\nWhat is not carried over, what the chart ignores and what it refuses is in the comment at the program's top; " +
        "stderr says how much that is.\nExit codes: 0 printed, 2 the file cannot be used.",
    )
    .exitOverride(endOf)
    .action(orUnusable(run));
}

function run(file: string, { name, ...options }: Options): void {
  const tree = readValues(readInput(file), file === "-" ? "stdin" : file);
  const conversion = convert(tree, options);
  process.stdout.write(programOf(conversion, name ?? clientType(conversion.args)));
  const count = conversion.leftovers.length;
  if (count > 0) {
    const keys = count === 1 ? "1 key is" : `${count} keys are`;
    console.error(`${keys} not in the program: the comment at its top says which, and what to do.`);
  }
}

function clientType({ client }: ReturnType<typeof convert>["args"]): string {
  const type = typeof client === "object" && "type" in client ? client.type : undefined;
  return typeof type === "string" ? type : "broker-client";
}

function nameFrom(text: string): string {
  if (NAME.test(text)) return text;
  throw new InvalidArgumentError('It must be lowercase letters, digits and "-".');
}
