import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Layer, LAYERS, layersOf, SETS } from "./layers";

/** What `npm test` is asked to do. */
export interface TestOptions {
  readonly list: boolean;
  /** The layers that are to run. */
  readonly layers: readonly Layer[];
  /** The cluster to use instead of one of our own. */
  readonly kubeconfig: string | undefined;
  /** Address of this machine at which that cluster's pods reach it. @default found out */
  readonly address: string | undefined;
  /** Write what the cluster's tests have measured to docs/cluster-results.md. */
  readonly report: boolean;
}

/** @throws Error that reads as one sentence */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv = process.env): TestOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      list: { type: "boolean", default: false },
      release: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      without: { type: "string", multiple: true, default: [] },
      kubeconfig: { type: "string" },
      address: { type: "string" },
      report: { type: "boolean", default: false },
    },
  });
  const without = [...values.without, ...(env["TESTS_WITHOUT"] ?? "").split(",")].filter(Boolean);
  const unknown = [...positionals, ...without].filter((name) => !LAYERS.some((layer) => layer.name === name));
  if (unknown.length > 0) {
    const names = LAYERS.map(({ name }) => name).join(", ");
    throw new Error(`No such layer: ${unknown.join(", ")}. There are ${names}.`);
  }
  const { kubeconfig } = values;
  if (kubeconfig !== undefined && !existsSync(kubeconfig))
    throw new Error(`--kubeconfig: there is no file ${kubeconfig}.`);
  return {
    list: values.list,
    layers: asked(positionals, values).filter(({ name }) => !without.includes(name)),
    kubeconfig: kubeconfig === undefined ? undefined : resolve(kubeconfig),
    address: values.address,
    report: values.report,
  };
}

/** By name, or a whole set. @default those that a change needs */
function asked(
  names: readonly string[],
  { release, all }: { readonly release: boolean; readonly all: boolean },
): readonly Layer[] {
  if (names.length > 0) return LAYERS.filter(({ name }) => names.includes(name));
  if (all) return layersOf([...SETS.change, ...SETS.release]);
  return layersOf(release ? SETS.release : SETS.change);
}
