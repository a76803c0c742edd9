import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { BrokerClient } from "../../components/broker-client/broker-client";
import { CodeAgent } from "../../components/agents/code-agent";
import { ENCRYPTED, register, type Registered } from "../components/mocked";
import { CANARY, CLIENT_TYPE_NAMES, leastClient, mostClient } from "../components/samples";

/** One object as Kubernetes would get it, and the file that holds it. */
export interface Manifest {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
}

/** Writes the objects of every client type, with as few and with as many settings as there are. */
export async function writeClientManifests(folder: string): Promise<readonly Manifest[]> {
  const registered = await register(() => {
    for (const type of CLIENT_TYPE_NAMES) {
      new BrokerClient(`${type}-least`, leastClient(type));
      new BrokerClient(`${type}-most`, mostClient(type));
    }
  });
  return write(folder, Object.values(registered));
}

/** Writes the objects of a Code Agent. */
export async function writeCodeAgentManifests(folder: string): Promise<readonly Manifest[]> {
  const registered = await register(() => {
    new CodeAgent("agent", {
      snykToken: pulumi.secret(CANARY),
      image: "snyk/code-agent:1.2.3",
      namespace: "snyk",
    });
  });
  return write(folder, Object.values(registered));
}

function write(folder: string, resources: readonly Registered[]): readonly Manifest[] {
  mkdirSync(folder, { recursive: true });
  return resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ name, inputs }) => {
      const object = unwrapped(inputs) as { kind: string };
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, stringify(object, { aliasDuplicateObjects: false, version: "1.1" }), {
        mode: 0o600,
      });
      return { file, kind: object.kind, name };
    });
}

/** Takes off the marks that say what is encrypted. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  if (ENCRYPTED in value) return unwrapped(value[ENCRYPTED]);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unwrapped(each)]));
}
