import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import * as ours from "../../../index";
import { convert, type Conversion, type ConversionOptions } from "../../../cli/from-chart/convert";
import { programOf } from "../../../cli/from-chart/program/program";
import { readValues } from "../../../cli/from-chart/reading/values-file";
import { register, type Registered } from "../../components/mocked";

/** A values file as `from-chart` prints it. */
export interface Printed extends Conversion {
  readonly program: string;
}

export function printed(yaml: string, options: ConversionOptions = {}): Printed {
  const conversion = convert(readValues(Buffer.from(yaml), "values.yaml"), options);
  return { ...conversion, program: programOf(conversion, "test") };
}

/** What stands in for a file of the chart's folder. */
export const PEM = "-----BEGIN CERTIFICATE-----\ncanary-file\n-----END CERTIFICATE-----\n";

/** Compiles a printed program and runs it under Pulumi's mocks. @param settings of its configuration, by name */
export function run(
  program: string,
  settings: Readonly<Record<string, string>>,
): Promise<Record<string, Registered>> {
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: false,
    },
  });
  const modules: Readonly<Record<string, unknown>> = {
    "@pulumi/pulumi": pulumi,
    "pulumi-snyk-broker": ours,
    "node:fs": { readFileSync: () => PEM },
  };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- it is the program that is to be tried
  const execute = new Function("require", "exports", outputText) as (
    require: (name: string) => unknown,
    exports: object,
  ) => void;
  const config = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`project:${name}`, value]),
  );
  return register(() => execute((name) => modules[name], {}), { config });
}
