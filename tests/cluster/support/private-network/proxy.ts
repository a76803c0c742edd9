import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { join, type Listening, listening } from "./servers";

/** A connection that somebody asked for. */
export interface Asked {
  /** Name or address, with the port where the request has one. */
  readonly host: string;
  /** Address of the pod that asked. */
  readonly from: string;
}

export interface ForwardProxy extends Listening {
  /** With the credentials of its user. */
  readonly url: string;
  /** All that was asked of it, oldest first. */
  asked(): readonly Asked[];
}

/**
 * The way out of a network: `CONNECT`, for whoever has the credentials, to servers that it alone knows the names of.
 * @param servers port on 127.0.0.1 by name
 */
export async function forwardProxy(
  address: string,
  servers: Readonly<Record<string, number>>,
  user: { readonly username: string; readonly password: string },
): Promise<ForwardProxy> {
  const asked: Asked[] = [];
  const keep = (host: string, socket: Socket): unknown =>
    asked.push({ host, from: socket.remoteAddress?.replace("::ffff:", "") ?? "" });
  const credentials = `${user.username}:${user.password}`;
  const expected = `Basic ${Buffer.from(credentials).toString("base64")}`;
  // Nothing is called over plain http from outside of the cluster, and nothing inside may come this way.
  const server = createServer((request, response) => {
    keep(String(request.headers.host), request.socket);
    response.writeHead(403).end();
  });
  server.on("connect", ({ url = "", headers, socket }, incoming: Socket, head: Buffer) => {
    keep(url, socket);
    const port = url.endsWith(":443") ? servers[url.slice(0, -":443".length)] : undefined;
    const known = headers["proxy-authorization"] === expected;
    if (!known || port === undefined) {
      const status = known ? "403 Forbidden" : "407 Proxy Authentication Required";
      incoming.end(`HTTP/1.1 ${status}\r\n\r\n`);
      return;
    }
    const onward = connect(port, "127.0.0.1", () => {
      incoming.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      join(incoming, onward);
    });
    onward.once("error", () => incoming.destroy());
    incoming.once("error", () => onward.destroy());
  });
  const own = await listening(server, address);
  return { ...own, url: `http://${credentials}@${address}:${own.port}`, asked: () => [...asked] };
}
