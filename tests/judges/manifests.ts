import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { BrokerClient } from "../../components/broker-client/broker-client";
import { CodeAgent } from "../../components/agents/code-agent";
import { ENCRYPTED, register, type Registered } from "../components/mocked";
import { CANARY, CLIENT_TYPE_NAMES, leastClient, MOST, mostClient } from "../components/samples";

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

const CODE_AGENT = { snykToken: pulumi.secret(CANARY), image: "snyk/code-agent:1.2.3" } as const;
const REGISTRY_AGENT = { image: "snyk/container-registry-agent:1.2.3" } as const;

/** Writes the objects of agents: one alone, and beside clients with as few and with as many settings as there are. */
export async function writeAgentManifests(folder: string): Promise<readonly Manifest[]> {
  const registered = await register(() => {
    new CodeAgent("agent", { ...CODE_AGENT, namespace: "snyk" });
    new BrokerClient("code-least", { ...leastClient("gitlab"), codeAgent: CODE_AGENT });
    new BrokerClient("code-most", { ...mostClient("gitlab"), codeAgent: CODE_AGENT });
    new BrokerClient("registry-least", {
      ...leastClient("container-registry-agent"),
      client: MOST["container-registry-agent"], // names no agent of its own
      registryAgent: REGISTRY_AGENT,
    });
  });
  return write(folder, Object.values(registered));
}

/** Writes the objects of clients and agents that run as the user of Snyk's images, for clusters that forbid group 0. */
export async function writeManifestsWithoutGroup0(folder: string): Promise<readonly Manifest[]> {
  const registered = await register(() => {
    new BrokerClient("code", { ...leastClient("gitlab"), codeAgent: CODE_AGENT, runAsUser: 1000 });
    new BrokerClient("registry", { ...mostClient("container-registry-agent"), runAsUser: 1000 });
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
