import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { stop } from "../server";

/** How a stand-in for an SCM starts. Nothing is needed. */
export interface ScmOptions {
  /** TCP port on 127.0.0.1. @default 0: the system picks a free one */
  readonly port?: number;
  /** The credential that must arrive. @default any */
  readonly credential?: string;
}

/** A request that arrived, without its credential and without its query. */
export interface ScmRequest {
  /** Such as `GET`. */
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  /** Whether the expected credential came along. */
  readonly authorized: boolean;
}

/** A stand-in for GitLab, GitHub and their like: any path answers `{path, authorized}`. */
export interface Scm {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT`: a Broker client wants hosts without a scheme. */
  readonly host: string;
  /** @returns the requests that came, oldest first. */
  requests(): readonly ScmRequest[];
  /** Forgets the requests. */
  clear(): void;
  /** Ends the stand-in. */
  close(): Promise<void>;
}

/** Starts the stand-in on 127.0.0.1. It answers 200, or 401 when the credential is missing or wrong. */
export async function startScm({ port = 0, credential }: ScmOptions = {}): Promise<Scm> {
  let seen: ScmRequest[] = [];
  const server = createServer((req, res) => {
    const path = new URL(req.url ?? "/", "http://localhost").pathname;
    const arrived = credentialsOf(req);
    const authorized = credential === undefined ? arrived.length > 0 : arrived.includes(credential);
    seen.push({ method: req.method ?? "", path, authorized });
    req.resume();
    res.writeHead(authorized ? 200 : 401, { "content-type": "application/json" });
    res.end(JSON.stringify({ path, authorized }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    requests: () => [...seen],
    clear: () => {
      seen = [];
    },
    close: () => stop(server),
  };
}

/** @returns what an SCM would try as a credential: GitLab's header and query, a token, both halves of Basic. */
function credentialsOf({ headers, url }: IncomingMessage): string[] {
  const { searchParams } = new URL(url ?? "/", "http://localhost");
  const found = [
    headers["private-token"],
    searchParams.get("private_token"),
    searchParams.get("access_token"),
  ];
  const [scheme, value] = (headers.authorization ?? "").split(" ");
  if (scheme && /^basic$/i.test(scheme)) {
    found.push(
      ...Buffer.from(value ?? "", "base64")
        .toString()
        .split(":"),
    );
  } else {
    found.push(value);
  }
  return found.flat().filter((credential): credential is string => !!credential);
}
