import { z } from "zod";
import type { ChartEnvironment, ChartPods, ChartSecrets, ChartVariable } from "./model";
import { textOf } from "./text";
import { deploymentSpec } from "../system/pod-variables";

const DEPLOYMENT = z.object({
  kind: z.literal("Deployment"),
  metadata: z.object({ name: z.string() }),
  spec: deploymentSpec(z.unknown()), // Helm quotes only what its templates quote
});

const SECRET = z.object({
  kind: z.literal("Secret"),
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string().nullable()).nullish(),
});

/** The variables of each container among the objects that Helm has made. */
export function renderedPods(objects: readonly unknown[]): ChartPods {
  const deployments = objects.flatMap((object) => DEPLOYMENT.safeParse(object).data ?? []);
  const found = (part: RegExp): ChartEnvironment | undefined => {
    const deployment = deployments.find(({ metadata }) => part.test(metadata.name));
    if (deployment === undefined) return undefined;
    const env = deployment.spec.template.spec.containers[0]?.env ?? [];
    return Object.fromEntries(
      env.map(({ name, value, valueFrom }): [string, ChartVariable] => [
        name,
        valueFrom === undefined
          ? textOf(value)
          : { secret: valueFrom.secretKeyRef.name, key: valueFrom.secretKeyRef.key },
      ]),
    );
  };
  const [registryAgent, codeAgent] = [found(/-cra(-|$)/), found(/-code-agent(-|$)/)];
  return {
    client: found(/-broker(-|$)/) ?? {},
    ...(registryAgent && { registryAgent }),
    ...(codeAgent && { codeAgent }),
  };
}

/** The Secrets among them, decoded. What comes of files that are not in the chart's folder is empty. */
export function renderedSecrets(objects: readonly unknown[]): ChartSecrets {
  const secrets = objects.flatMap((object) => SECRET.safeParse(object).data ?? []);
  return Object.fromEntries(
    secrets.map(({ metadata, data }) => [
      metadata.name,
      Object.fromEntries(
        Object.entries(data ?? {}).map(([key, text]): [string, string | undefined] => [
          key,
          text === null || text === "" ? undefined : Buffer.from(text, "base64").toString(),
        ]),
      ),
    ]),
  );
}
