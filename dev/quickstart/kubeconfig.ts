import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "../system/command-line";

const DEADLINE_MS = 10_000;

const kubeconfigSchema = z.object({
  "current-context": z.string(),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })),
  clusters: z.array(z.object({ name: z.string(), cluster: z.object({ server: z.url() }) })),
});

/** @returns the API server of the current context. @throws UsageError */
export function apiServer(file: string): URL {
  const { data } = kubeconfigSchema.safeParse(parseYaml(file));
  const current = data?.contexts.find(({ name }) => name === data["current-context"])?.context.cluster;
  const server = data?.clusters.find(({ name }) => name === current)?.cluster.server;
  if (server === undefined)
    throw new UsageError(`--kubeconfig: ${file} names no API server for its current context.`);
  return new URL(server);
}

function parseYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * @returns this machine's address on the way to a server, at which pods are likely to reach it.
 * @throws UsageError when the server does not answer, or is on this machine, whose loopback no pod can reach
 */
export async function addressTowards(server: URL): Promise<string> {
  const port = Number(server.port || (server.protocol === "http:" ? 80 : 443));
  const address = await new Promise<string | undefined>((resolve) => {
    const socket = connect(port, server.hostname.replace(/^\[|\]$/g, ""));
    const end = (found?: string) => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(DEADLINE_MS, end);
    socket.once("connect", () => end(socket.localAddress));
    socket.once("error", () => end());
  });
  if (address === undefined)
    throw new UsageError(`--kubeconfig: the cluster at ${server.host} does not answer.`);
  if (address.startsWith("127.") || address === "::1") {
    throw new UsageError(
      `--kubeconfig: the cluster is on this machine, and its pods cannot reach ${address}. Say with --address at which ` +
        `address of this machine they can; for kind it is the gateway of Docker's network "kind".`,
    );
  }
  return address;
}
