import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "../system/until";

/**
 * The provider waits 16.7 s for the answer to this call, two thirds of its 25 s in all. A switch that comes too early is
 * better than one that fails.
 */
const PATIENCE_SECONDS = 15;

export interface Gate {
  /** Address to give out in place of the API's. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The API's address for Pulumi: it holds back the call that switches tokens until the new client is ready. On a
 * cluster Pulumi waits for the Deployment instead, before it makes that call; rendered manifests nobody can wait for.
 */
export async function openGate(api: string, ready: () => Promise<boolean>): Promise<Gate> {
  const server = createServer((incoming, outgoing) => {
    void pass(api, ready, incoming, outgoing);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  api: string,
  ready: () => Promise<boolean>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { url = "/", method, headers } = incoming;
  if (url.endsWith("/switch-token")) await within(PATIENCE_SECONDS, ready);
  const onward = request(new URL(url, api), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

/** Waits for the client, and no longer than this. */
async function within(seconds: number, ready: () => Promise<boolean>): Promise<void> {
  await until("the client is ready", ready, { seconds, throughErrors: true }).catch(() => undefined);
}
