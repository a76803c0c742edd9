/**
 * The classic chart, snyk-broker, in our own words: which variables it gives to its containers, and which Secrets it makes.
 * It is what tests/cli compares the programs of `from-chart` with; `npm run chart` compares it with the chart itself.
 */

/** A value as it is, or the place of it in a Secret. */
export type ChartVariable = string | { readonly secret: string; readonly key: string };

export type ChartEnvironment = Readonly<Record<string, ChartVariable>>;

/** What the chart runs: a client, and agents beside it. */
export interface ChartPods {
  readonly client: ChartEnvironment;
  readonly registryAgent?: ChartEnvironment;
  readonly codeAgent?: ChartEnvironment;
}

/** Content of Secrets by name and key; undefined where it comes from files that are not here. */
export type ChartSecrets = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** A values file. */
export type ChartValues = Readonly<Record<string, unknown>>;
