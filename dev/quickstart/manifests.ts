import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { deploymentSpec } from "../system/pod-variables";

/** A Deployment, as far as it says how to run the Broker client. */
export interface Deployment {
  readonly name: string;
  readonly variables: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** Where the value is kept; missing for one that stands in the Deployment itself. */
  readonly secretName?: string;
}

const manifestSchema = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) });

const secretSchema = manifestSchema.extend({
  data: z.record(z.string(), z.string()).default({}),
  stringData: z.record(z.string(), z.string()).default({}),
});

const deploymentSchema = manifestSchema.extend({ spec: deploymentSpec(z.string()) });

type Secrets = ReadonlyMap<string, z.output<typeof secretSchema>>;

/** The Deployments among rendered manifests, with the environment that their first container gets. */
export function readDeployments(folder: string): Deployment[] {
  const manifests = yamlFiles(folder).flatMap(readManifest);
  const secrets: Secrets = new Map(
    ofKind("Secret", secretSchema, manifests).map((secret) => [secret.metadata.name, secret]),
  );
  return ofKind("Deployment", deploymentSchema, manifests).map(({ metadata, spec }) => ({
    name: metadata.name,
    variables: (spec.template.spec.containers[0]?.env ?? []).map(({ name, value = "", valueFrom }) =>
      valueFrom === undefined
        ? { name, value }
        : { name, value: valueOf(secrets, valueFrom.secretKeyRef), secretName: valueFrom.secretKeyRef.name },
    ),
  }));
}

function valueOf(secrets: Secrets, { name, key }: { name: string; key: string }): string {
  const secret = secrets.get(name);
  const encoded = secret?.data[key];
  const value = secret?.stringData[key] ?? (encoded && Buffer.from(encoded, "base64").toString());
  if (value === undefined) throw new Error(`The manifests have no Secret "${name}" with the key ${key}.`);
  return value;
}

function yamlFiles(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".yaml")).map((name) => join(folder, name));
}

/** @returns nothing for a file that is gone, or not written to its end. */
function readManifest(file: string): unknown[] {
  try {
    const document = parseDocument(readFileSync(file, "utf8"));
    return document.errors.length > 0 ? [] : [document.toJS() as unknown];
  } catch {
    return [];
  }
}

function ofKind<T extends z.ZodType>(kind: string, schema: T, manifests: readonly unknown[]): z.output<T>[] {
  const found = manifests.filter((manifest) => manifestSchema.safeParse(manifest).data?.kind === kind);
  return found.flatMap((manifest) => schema.safeParse(manifest).data ?? []);
}
