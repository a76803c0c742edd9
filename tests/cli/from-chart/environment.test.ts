import { readFileSync } from "node:fs";
import { chartEnvironment } from "../../../dev/chart/environment";
import type { ChartEnvironment } from "../../../dev/chart/model";
import { RELEASE, type Sample, samples } from "../../../dev/chart/samples";
import { chartSecrets } from "../../../dev/chart/secrets";
import { CHART_TYPES } from "../../../cli/from-chart/chart/types";
import { checkSnippets } from "../../docs/support/snippets";
import { configurationOf } from "./configuration";
import { container, inCluster, type StartedContainer } from "./containers";
import { AGENT_DIFFERENCES, differenceOf, DIFFERENCES } from "./differences";
import { printed, run } from "./program";

jest.setTimeout(180_000);

const SAMPLES = samples();

it("has least and most of every type of the chart", () => {
  const names = SAMPLES.map(({ name }) => name);
  for (const type of CHART_TYPES)
    expect(names).toEqual(expect.arrayContaining([`${type}-least`, `${type}-most`]));
});

it("prints programs that a strict compiler takes", () => {
  const programs = SAMPLES.map((sample) => ({
    place: `${sample.name}:1`,
    language: "ts",
    text: program(sample).program,
    file: undefined,
  }));
  expect(checkSnippets([], programs)).toEqual([]);
});

describe.each(SAMPLES)("$name", (sample) => {
  let objects: Awaited<ReturnType<typeof run>>;
  const chart = chartEnvironment(sample.values, RELEASE);

  beforeAll(async () => {
    const { program: text, settings } = program(sample);
    objects = await run(text, configurationOf(settings, sample.values));
  });

  it("gives the client the chart's variables", () => {
    expect(unmeant(sample, chart.client, container(objects, "test-deployment"), DIFFERENCES)).toEqual([]);
  });

  if (chart.registryAgent !== undefined) {
    const agent = chart.registryAgent;
    it("gives the registry agent the chart's variables", () => {
      const ours = container(objects, "registry-agent-deployment");
      expect(unmeant(sample, agent, ours, AGENT_DIFFERENCES)).toEqual([]);
    });
  }

  if (chart.codeAgent !== undefined) {
    const agent = chart.codeAgent;
    it("gives the Code Agent the chart's variables", () => {
      const ours = container(objects, "code-agent-deployment");
      expect(unmeant(sample, agent, ours, AGENT_DIFFERENCES)).toEqual([]);
    });
  }
});

/** Only where the file has no secrets the program refers to the chart's. */
function program({ name, file }: Sample) {
  const isInCluster = name.startsWith("secrets-") || name === "no-suffixes";
  return printed(readFileSync(file, "utf8"), isInCluster ? { release: RELEASE } : {});
}

/** Variables that differ, and are not meant to. */
function unmeant(
  { values }: Sample,
  environment: ChartEnvironment,
  ours: StartedContainer,
  meant: typeof DIFFERENCES,
): readonly string[] {
  const secrets = chartSecrets(values, RELEASE);
  const resolved = (name: string): string | undefined => {
    const variable = environment[name];
    if (variable === undefined || typeof variable === "string") return variable;
    return secrets[variable.secret]?.[variable.key] ?? inCluster(variable.secret, variable.key);
  };
  const names = new Set([...Object.keys(environment), ...Object.keys(ours.environment)]);
  return [...names].filter((name) => {
    const pair = { chart: resolved(name), ours: ours.environment[name], container: ours, values };
    return pair.chart !== pair.ours && differenceOf(name, meant)?.isMeant(pair) !== true;
  });
}
