import { isDeepStrictEqual } from "node:util";
import type { ChartPods, ChartSecrets } from "./model";

/**
 * What our words and the chart itself do not agree on, a line each. Values are named, not shown.
 * @param ours what dev/chart/environment.ts and dev/chart/secrets.ts say
 */
export function disagreements(
  ours: { readonly pods: ChartPods; readonly secrets: ChartSecrets },
  chart: { readonly pods: ChartPods; readonly secrets: ChartSecrets },
): readonly string[] {
  const pods = (["client", "registryAgent", "codeAgent"] as const).flatMap((pod) =>
    differing(ours.pods[pod] ?? {}, chart.pods[pod] ?? {}).map((name) => `${pod}: ${name}`),
  );
  const secrets = new Set([...Object.keys(ours.secrets), ...Object.keys(chart.secrets)]);
  const keys = [...secrets].flatMap((name) =>
    differing(ours.secrets[name] ?? {}, chart.secrets[name] ?? {}).map((key) => `Secret ${name}: ${key}`),
  );
  return [...pods, ...keys];
}

function differing(
  ours: Readonly<Record<string, unknown>>,
  chart: Readonly<Record<string, unknown>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(chart)])].sort();
  return names.flatMap((name) => {
    if (isDeepStrictEqual(ours[name], chart[name])) return [];
    const verdict = !Object.hasOwn(chart, name)
      ? "the chart has it not"
      : !Object.hasOwn(ours, name)
        ? "the chart has it as well"
        : "the chart has another value";
    return [`${name} (${verdict})`];
  });
}
