import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

type Variable = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
};

/** A rendered object, as far as the tests look at it. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  /** Of a Secret: base64. */
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: unknown;
    readonly ports?: readonly { readonly port: number }[];
    readonly strategy?: unknown;
    readonly template?: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly imagePullSecrets?: unknown;
        readonly containers: readonly [{ readonly image: string; readonly env: readonly Variable[] }];
      };
    };
  };
}

/** What the Kubernetes provider rendered below a folder. */
export function manifests(folder: string): readonly Manifest[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => parse(readFileSync(join(folder, name), "utf8")) as Manifest);
}

/** Environment of a Deployment's container: values, and for those in a Secret `Secret/key`. */
export function environment({ spec }: Manifest): Readonly<Record<string, string>> {
  const variables = spec?.template?.spec.containers[0].env ?? [];
  return Object.fromEntries(
    variables.map(({ name, value, valueFrom }) => [
      name,
      valueFrom === undefined
        ? (value ?? "")
        : `${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`,
    ]),
  );
}

/** What a Secret holds. */
export function secretValues({ data = {}, stringData = {} }: Manifest): Readonly<Record<string, string>> {
  const decoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]);
  return { ...(Object.fromEntries(decoded) as Readonly<Record<string, string>>), ...stringData };
}
