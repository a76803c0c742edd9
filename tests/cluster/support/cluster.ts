import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import type { UntilOptions } from "../../../dev/system/until";
import { addressTowards, apiServer } from "../../../dev/quickstart/kubeconfig";

/** A cluster of our own, as the runner hands it over; with `--kubeconfig` there is none. */
const own = z.object({ address: z.string(), kubelet: z.number() });

/** For waiting on what happens in the cluster. */
export const PATIENT: UntilOptions = { seconds: 120, everyMs: 250 };

const kubeconfig = process.env["KUBECONFIG"] ?? "";

/** Address of this machine at which the cluster's pods reach it. */
export async function address(): Promise<string> {
  return process.env["SNYK_BROKER_ADDRESS"] ?? ownCluster()?.address ?? addressTowards(apiServer(kubeconfig));
}

/** The kubelet's process, which only a cluster of our own lets us stop. */
export function kubeletPid(): number | undefined {
  return ownCluster()?.kubelet;
}

function ownCluster(): z.output<typeof own> | undefined {
  const text = process.env["SNYK_BROKER_CLUSTER"];
  return text === undefined ? undefined : own.parse(JSON.parse(text));
}

/** Runs kubectl. @returns what it printed */
export async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("kubectl", [...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

const podList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});

export interface Pod {
  readonly name: string;
  readonly ready: boolean;
  readonly ending: boolean;
}

/** The pods of a namespace. */
export async function pods(namespace: string): Promise<Pod[]> {
  const list = podList.parse(JSON.parse(await kubectl("get", "pods", "-n", namespace, "-o", "json")));
  return list.items.map(({ metadata, status }) => ({
    name: metadata.name,
    ready: status.conditions.some((condition) => condition.type === "Ready" && condition.status === "True"),
    ending: metadata.deletionTimestamp !== undefined,
  }));
}

/** Waits until all pods of a generation are of its newest kind: an `up` that updates one may end a little earlier. */
export async function rolledOut(namespace: string, generation: string): Promise<void> {
  const label = `snyk-broker/token-generation=${generation}`;
  await kubectl("rollout", "status", "deployment", "-n", namespace, "-l", label, "--timeout=120s");
}

/** Ends a pod at once, without its hooks: as a node that fails does. */
export async function kill(namespace: string, pod: string): Promise<void> {
  await kubectl("delete", "pod", "-n", namespace, pod, "--ignore-not-found", "--grace-period=0", "--force");
}

/** Asks the cluster to end a pod, as a drain does. @throws when a disruption budget forbids it */
export async function evict(namespace: string, name: string): Promise<void> {
  const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
  await send(
    ["create", "--raw", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, "-f", "-"],
    eviction,
  );
}

/** Creates or changes objects. */
export async function apply(...items: readonly object[]): Promise<void> {
  await send(["apply", "-f", "-"], { apiVersion: "v1", kind: "List", items });
}

async function send(args: readonly string[], object: object): Promise<void> {
  const sent = promisify(execFile)("kubectl", [...args]);
  sent.child.stdin?.end(JSON.stringify(object));
  await sent;
}
