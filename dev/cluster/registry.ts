import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { blobFile } from "./image/blobs";
import { MANIFEST_TYPE, readImages } from "./image/image";

export interface Registry {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
}

const PATH = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/;

/**
 * A registry on 127.0.0.1 that the node asks in place of the internet's: manifests go unchanged, image names and
 * `imagePullPolicy: Always` included.
 *
 * @param folders of images
 * @see https://github.com/opencontainers/distribution-spec: "pull"
 */
export async function startRegistry(folders: readonly string[]): Promise<Registry> {
  const manifests = new Map(folders.flatMap((folder) => Object.entries(readImages(folder))));
  const server = createServer(({ url = "", method }, response) => {
    const [, name = "", kind, reference = ""] = PATH.exec(url.split("?")[0] ?? "") ?? [];
    const digest = reference.startsWith("sha256:") ? reference : manifests.get(`${name}:${reference}`);
    const file = digest && folders.map((folder) => blobFile(folder, digest)).find((blob) => existsSync(blob));
    if (digest === undefined || file === undefined || file === "")
      refuse(response, url === "/v2/" ? 200 : 404);
    else {
      response.writeHead(200, {
        "content-type": kind === "manifests" ? MANIFEST_TYPE : "application/octet-stream",
        "content-length": statSync(file).size,
        "docker-content-digest": digest,
      });
      if (method === "HEAD") response.end();
      else createReadStream(file).pipe(response);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(status === 200 ? "{}" : JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN" }] }));
}
