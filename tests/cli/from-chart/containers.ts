import { ENCRYPTED, type Registered } from "../../components/mocked";

/** A container as the kubelet starts it: its variables, and the files that they may name. */
export interface StartedContainer {
  readonly environment: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
}

interface PodSpec {
  readonly containers: readonly {
    readonly env: readonly {
      readonly name: string;
      readonly value?: string;
      readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
    }[];
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes?: readonly {
    readonly name: string;
    readonly projected?: { readonly sources: readonly Source[] };
  }[];
}

type Source = Readonly<Partial<Record<"configMap" | "secret", Content>>>;
interface Content {
  readonly name: string;
  readonly items: readonly { readonly key: string; readonly path: string }[];
}

/** Stands for a value that is in the cluster already. */
export function inCluster(secret: string, key: string): string {
  return `in the cluster: ${secret}/${key}`;
}

/** The first container of the Deployment whose name in the program ends like this. */
export function container(objects: Readonly<Record<string, Registered>>, ending: string): StartedContainer {
  const known = contents(objects);
  const read = (name: string, key: string) => known[name]?.[key] ?? inCluster(name, key);
  const deployment = Object.values(objects).find(
    ({ type, name }) => type.endsWith(":Deployment") && name.endsWith(ending),
  );
  const { spec } = (deployment?.inputs as { spec: { template: { spec: PodSpec } } }).spec.template;
  const [first] = spec.containers;
  const env = first?.env ?? [];
  const files = (spec.volumes ?? []).flatMap(({ name, projected }) => {
    const mount = first?.volumeMounts?.find((each) => each.name === name)?.mountPath ?? "";
    return (projected?.sources ?? []).flatMap((source) =>
      Object.values(source).flatMap((content) =>
        content.items.map(({ key, path }) => [`${mount}/${path}`, read(content.name, key)] as const),
      ),
    );
  });
  return {
    environment: Object.fromEntries(
      env.map(({ name, value, valueFrom }) => [
        name,
        valueFrom === undefined
          ? (value ?? "")
          : read(valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key),
      ]),
    ),
    files: Object.fromEntries(files),
  };
}

/** Content of Secrets and ConfigMaps by name. */
function contents(
  objects: Readonly<Record<string, Registered>>,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    Object.values(objects).flatMap(({ type, inputs }) => {
      const { name = "" } = (inputs["metadata"] ?? {}) as { readonly name?: string };
      const data = (inputs["data"] ?? {}) as Readonly<Record<string, unknown>>;
      if (type.endsWith(":ConfigMap")) return [[name, data as Record<string, string>]];
      if (!type.endsWith(":Secret")) return [];
      const hidden = (data[ENCRYPTED] ?? data) as Readonly<Record<string, string>>;
      const decoded = Object.entries(hidden).map(([key, text]): [string, string] => [
        key,
        Buffer.from(text, "base64").toString(),
      ]);
      return [[name, Object.fromEntries(decoded)]];
    }),
  );
}
