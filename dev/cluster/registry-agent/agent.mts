/**
 * A stand-in for Snyk's Container Registry Agent, of which there is no package. A Broker client talks to it as to
 * Snyk's: it answers health checks, lists what the registry of a request's credentials has, and reports back through
 * the client. All of its configuration are the variables that Snyk documents, and those of Node.
 */
import { createServer, type IncomingMessage } from "node:http";

interface Answer {
  readonly status: number;
  readonly body: object;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly registryBase: string;
}

/** By method and path. Whatever fails is the far side's fault, and answered as such. */
const ROUTES: Readonly<Record<string, (request: IncomingMessage) => Answer | Promise<Answer>>> = {
  "GET /healthcheck": () => ({ status: 200, body: { ok: true } }),
  "GET /systemcheck": () => ({ status: 200, body: { ok: true } }),
  "GET /list": list,
  "POST /scan": scan,
};

/** The credentials come with each request, put in by the client in place of `${CR_CREDENTIALS}`. */
async function list({ headers }: IncomingMessage): Promise<Answer> {
  const encoded = String(headers["x-registry-credentials"]);
  const { username, password, registryBase } = JSON.parse(
    Buffer.from(encoded, "base64").toString(),
  ) as Credentials;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const answer = await fetch(`https://${registryBase}/v2/_catalog`, { headers: { authorization } });
  return { status: answer.status, body: (await answer.json()) as object };
}

/** Tells Snyk that it is done, at the address of the client that the request names. */
async function scan(request: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { callback } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly callback: string };
  const headers = { "content-type": "application/json" };
  const told = await fetch(callback, { method: "POST", headers, body: JSON.stringify({ done: true }) });
  return { status: 200, body: { told: told.status } };
}

const server = createServer((request, response) => {
  const route = ROUTES[`${request.method} ${request.url}`] ?? (() => ({ status: 404, body: {} }));
  void Promise.resolve(request)
    .then(route)
    .catch((error: unknown) => ({ status: 502, body: { error: reasonOf(error) } }))
    .then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
});
server.listen(Number(process.env["SNYK_PORT"]));

// The first process of a container ends at no signal that it has no handler for.
process.once("SIGTERM", () => process.exit(0));

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : message;
}
