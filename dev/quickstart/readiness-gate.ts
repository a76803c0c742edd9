import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** The provider gives up on an answer after 20 s: rather an early switch than a failed one. */
const PATIENCE_MS = 15_000;

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
  if (url.endsWith("/switch-token")) await waitFor(ready);
  const onward = request(new URL(url, api), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

async function waitFor(ready: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && !(await ready().catch(() => false))) await sleep(50);
}
