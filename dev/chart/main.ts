/**
 * `npm run chart -- --chart <folder>`: whether dev/chart still says what Snyk's classic chart does. Helm renders each
 * values file of dev/chart/values with the chart in that folder, and every variable and Secret is compared with ours.
 * tests/cli compares the programs of `from-chart` with ours. Exits with 1 where they do not agree.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { failed, optionsOf, UsageError } from "../system/command-line";
import { ToolchainError } from "../system/error";
import { disagreements } from "./compare";
import { chartEnvironment } from "./environment";
import { ensureHelm, template } from "./helm";
import { renderedPods, renderedSecrets } from "./rendered";
import { RELEASE, samples } from "./samples";
import { chartSecrets } from "./secrets";

async function main(args: readonly string[]): Promise<number> {
  const { chart } = optionsOf(args, { chart: { type: "string" } });
  if (chart === undefined)
    throw new UsageError("--chart is missing: give the folder that has the chart's Chart.yaml.");
  const folder = resolve(chart);
  if (!existsSync(join(folder, "Chart.yaml"))) {
    throw new ToolchainError(
      `${folder} has no Chart.yaml: give the folder charts/snyk-broker of a checkout of Snyk's chart.`,
    );
  }
  const helm = await ensureHelm();
  let count = 0;
  for (const { name, file, values } of samples()) {
    const objects = template(helm, folder, RELEASE, file);
    const found = disagreements(
      { pods: chartEnvironment(values, RELEASE), secrets: chartSecrets(values, RELEASE) },
      { pods: renderedPods(objects), secrets: renderedSecrets(objects) },
    );
    console.log(`${name}: ${found.length === 0 ? "the same" : `${found.length} not the same`}`);
    for (const line of found) console.log(`  ${line}`);
    count += found.length;
  }
  console.log(
    count === 0
      ? "dev/chart says what the chart does."
      : `${count} not the same: mend dev/chart, then from-chart.`,
  );
  return count === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => process.exit(failed(error, "Usage: npm run chart -- --chart <folder>")),
);
