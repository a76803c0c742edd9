import { connect, createServer, isIPv6, type AddressInfo, type Socket } from "node:net";

export interface Forward {
  /** `http://ADDRESS:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** Lets others reach a server of this machine's loopback interface, at one more address. */
export async function forward(address: string, local: URL): Promise<Forward> {
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const onward = connect(Number(local.port), local.hostname);
    for (const [socket, other] of [
      [incoming, onward],
      [onward, incoming],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.once("error", () => other.destroy());
      socket.once("close", () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${isIPv6(address) ? `[${address}]` : address}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
