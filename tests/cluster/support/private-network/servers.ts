import { type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { ServerIdentity } from "./authority";

/** A server of ours that listens. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a port that the system picks. */
export async function listening(server: Server, address = "127.0.0.1"): Promise<Listening> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** Joins two connections: what ends one ends the other. */
export function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.once("error", () => to.destroy());
    from.once("close", () => to.destroy());
  }
}

/** Speaks TLS for a server that speaks plain http on this machine. */
export function behindTls(local: URL, identity: ServerIdentity): Promise<Listening> {
  return listening(
    createTlsServer({ ...identity }, (socket) => join(socket, connect(Number(local.port), local.hostname))),
  );
}

export interface RegistryUser {
  readonly username: string;
  readonly password: string;
}

/** Names of images in the registry. */
export const REPOSITORIES = ["shop/frontend", "shop/ledger"];

/** A container registry as far as a list of its repositories: 401 for anybody but the user. */
export function registry({ username, password }: RegistryUser, identity: ServerIdentity): Promise<Listening> {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const answer: RequestListener = ({ headers, url }, response) => {
    const known = headers.authorization === expected;
    const status = !known ? 401 : url === "/v2/_catalog" ? 200 : 404;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? { repositories: REPOSITORIES } : { errors: [] }));
  };
  return listening(createHttpsServer({ ...identity }, answer));
}
