import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server of a test's own on 127.0.0.1. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** What it was asked, in order. */
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

export async function serve(answer: RequestListener, server: Server = createServer()): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  server.on("request", (req: IncomingMessage, res) => {
    requests.push(req);
    answer(req, res);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, port, requests, close: () => close(server) };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** Answers every request with one JSON body. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): RequestListener {
  return (_req, res) => {
    res.writeHead(status, { "content-type": "application/json", ...headers });
    res.end(JSON.stringify(body));
  };
}
