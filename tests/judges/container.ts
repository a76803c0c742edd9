import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENCRYPTED, type Registered } from "../components/mocked";

interface Container {
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Volume {
  readonly name: string;
  readonly projected?: { readonly sources: readonly Projection[] };
}

interface Projection {
  readonly secret: {
    readonly name: string;
    readonly items: readonly { readonly key: string; readonly path: string }[];
  };
}

/**
 * The environment that the kubelet would give to the container of a Deployment, from the objects alone. Files are
 * written below `folder`, and paths to them are changed accordingly.
 */
export function environmentOfContainer(
  objects: Readonly<Record<string, Registered>>,
  folder: string,
): Record<string, string> {
  const secrets = secretValues(objects);
  const read = (name: string, key: string): string => {
    const value = secrets[name]?.[key];
    if (value === undefined) throw new Error(`no key ${key} in a Secret ${name}`);
    return value;
  };
  const deployment = Object.values(objects).find(
    ({ type, name }) => type.endsWith(":Deployment") && !name.includes("agent-deployment"),
  );
  const pod = deployment?.inputs as unknown as {
    spec: { template: { spec: { containers: [Container]; volumes: readonly Volume[] } } };
  };
  const { containers, volumes } = pod.spec.template.spec;
  const [{ env, volumeMounts }] = containers;

  let mountedAt: string | undefined;
  for (const { name, projected } of volumes) {
    if (projected === undefined) continue;
    mountedAt = volumeMounts.find((mount) => mount.name === name)?.mountPath;
    mkdirSync(folder, { recursive: true });
    for (const { secret } of projected.sources) {
      for (const { key, path } of secret.items) writeFileSync(join(folder, path), read(secret.name, key));
    }
  }
  const moved = (text: string) => (mountedAt === undefined ? text : text.replace(mountedAt, folder));
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => [
      name,
      valueFrom === undefined
        ? moved(value ?? "")
        : read(valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key),
    ]),
  );
}

function secretValues(objects: Readonly<Record<string, Registered>>): Record<string, Record<string, string>> {
  const secrets = Object.values(objects).filter(({ type }) => type.endsWith(":Secret"));
  return Object.fromEntries(
    secrets.map(({ inputs }) => {
      const { name } = inputs["metadata"] as { name: string };
      const { [ENCRYPTED]: data } = inputs["data"] as { [ENCRYPTED]: Record<string, string> };
      const decoded = Object.entries(data).map(([key, text]) => [
        key,
        Buffer.from(text, "base64").toString(),
      ]);
      return [name, Object.fromEntries(decoded) as Record<string, string>];
    }),
  );
}
