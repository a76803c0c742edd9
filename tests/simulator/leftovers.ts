import { readdirSync } from "node:fs";
import { Socket } from "node:net";

/** Whether something listens there. */
export function isOpen(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(2000, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.connect(port, host);
  });
}

/** The temporary folders of Brokers in `folder`. */
export function brokerFolders(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith("pulumi-snyk-broker-"));
}
