import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { close, json, listen, serve, type TestServer } from "../support/server";

jest.setTimeout(30_000);

/** One call, from a process that has the environment of a user; prints what came of it. */
const SCRIPT = `
const { SnykHttp } = require("./provider/snyk/http.ts");
const { Limiter } = require("./provider/snyk/limiter.ts");
const http = new SnykHttp({ origin: process.env.ORIGIN, credentials: { apiKey: "the-key" }, limiters: { v1: new Limiter(), rest: new Limiter() }, backOff: () => 0 });
const call = { what: "try it", permission: "p", method: "POST", path: "/v1/x", repeat: "once", answer: { safeParse: (data) => ({ success: true, data }) } };
http.send(call).then((data) => console.log(JSON.stringify(data)), (error) => console.log(error.outcome, error.message));
`;

async function callFrom(env: Readonly<Record<string, string>>): Promise<string> {
  const rest = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)));
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "-e", SCRIPT], {
    cwd: resolve(__dirname, "../../.."),
    env: { ...rest, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((done) => child.on("close", done));
  return output.trim();
}

interface Proxy {
  readonly url: string;
  /** `CONNECT host:port`, or the method and address of a request in clear. */
  readonly seen: string[];
  /** Everything that a client sent in clear. */
  readonly clear: string[];
  close(): Promise<void>;
}

async function startProxy(): Promise<Proxy> {
  const seen: string[] = [];
  const clear: string[] = [];
  const tunnels = new Set<Socket>();
  const server: Server = createServer((req, res) => {
    seen.push(`${req.method ?? ""} ${req.url ?? ""}`);
    clear.push(JSON.stringify(req.headers));
    json({ from: "proxy" })(req, res);
  });
  server.on("connect", (req, client: Socket) => {
    seen.push(`CONNECT ${req.url ?? ""}`);
    clear.push(JSON.stringify(req.headers));
    const [host, port] = (req.url ?? "").split(":");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) {
      tunnels.add(socket);
      socket.on("error", () => undefined);
    }
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    clear,
    close: () => {
      for (const socket of tunnels) socket.destroy();
      return close(server);
    },
  };
}

let folder: string;
let authority: string;
let api: TestServer;
let proxy: Proxy;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "snyk-broker-tls-"));
  authority = join(folder, "cert.pem");
  const key = join(folder, "key.pem");
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...subject, "-keyout", key, "-out", authority], {
    stdio: "ignore",
  });
  const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(authority) });
  api = await serve(json({ from: "api" }), tls);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  proxy = await startProxy();
  (api.requests as unknown[]).length = 0;
});
afterEach(() => proxy.close());

const origin = (): string => `https://127.0.0.1:${api.port}`;

describe("a company's own authority", () => {
  it("is trusted when NODE_EXTRA_CA_CERTS names it", async () => {
    expect(await callFrom({ ORIGIN: origin(), NODE_EXTRA_CA_CERTS: authority })).toBe('{"from":"api"}');
  });

  it("is refused otherwise, before the key is sent, and the message says where to look", async () => {
    const said = await callFrom({ ORIGIN: origin() });
    expect(said).toMatch(
      /^not-sent Could not try it: Snyk's API could not be reached \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
    );
    expect(said).toContain("NODE_EXTRA_CA_CERTS");
    expect(api.requests).toEqual([]);
  });
});

describe("a proxy", () => {
  it("named in HTTPS_PROXY gets a tunnel, and never sees the key", async () => {
    const said = await callFrom({ ORIGIN: origin(), NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: proxy.url });
    expect([said, proxy.seen]).toEqual(['{"from":"api"}', [`CONNECT 127.0.0.1:${api.port}`]]);
    expect(proxy.clear.join()).not.toContain("the-key");
    expect(api.requests[0]?.headers.authorization).toBe("token the-key");
  });

  it("is passed by for what NO_PROXY names", async () => {
    const env = { NODE_EXTRA_CA_CERTS: authority, HTTPS_PROXY: proxy.url, NO_PROXY: "example.com,127.0.0.1" };
    expect(await callFrom({ ORIGIN: origin(), ...env })).toBe('{"from":"api"}');
    expect(proxy.seen).toEqual([]);
  });

  it("that does not run is said to be a matter of the network; nothing was sent", async () => {
    await proxy.close();
    const said = await callFrom({ ORIGIN: origin(), HTTPS_PROXY: proxy.url });
    expect(said).toMatch(/^not-sent .*could not be reached \(ECONNREFUSED\).*HTTPS_PROXY/);
    proxy = await startProxy();
  });

  it("that refuses the tunnel is no answer of Snyk's", async () => {
    const refusing = createServer();
    refusing.on("connect", (_req, socket: Socket) =>
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    );
    const port = await listen(refusing);
    const said = await callFrom({ ORIGIN: origin(), HTTPS_PROXY: `http://127.0.0.1:${port}` });
    await close(refusing);
    expect(said).toMatch(
      /^not-sent Could not try it: Snyk's API could not be reached \(HTTP 407\).*HTTPS_PROXY/,
    );
    expect(api.requests).toEqual([]);
  });
});
