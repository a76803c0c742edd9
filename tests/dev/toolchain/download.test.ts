import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { download, isReachable } from "../../../dev/toolchain/download";
import { tempFolder } from "./temp";

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => (server.closeAllConnections(), server.close())));

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pulumi.tar.gz`;
}

it("finds a server that has the file", async () => {
  await expect(isReachable(await serving((_request, response) => response.end()))).resolves.toBe(true);
});

it("gives up on a server that accepts and never answers", async () => {
  await expect(isReachable(await serving(() => undefined), 50)).resolves.toBe(false);
});

it("gives up on a port where nobody listens, and on a file that is not there", async () => {
  const url = await serving((_request, response) => response.writeHead(404).end());
  await expect(isReachable(url)).resolves.toBe(false);
  await expect(isReachable("http://127.0.0.1:1/pulumi.tar.gz")).resolves.toBe(false);
});

it("downloads a file", async () => {
  const file = join(tempFolder(), "pulumi.tar.gz");
  await download(await serving((_request, response) => response.end("archive")), file);
  expect(readFileSync(file, "utf8")).toBe("archive");
});

it("gives up on a download that stalls", async () => {
  const url = await serving((_request, response) => void response.write("half"));
  await expect(download(url, join(tempFolder(), "pulumi.tar.gz"), 50)).rejects.toThrow();
});
