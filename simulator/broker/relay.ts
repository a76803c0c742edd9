import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { RelayError, startBroker, type BrokerOptions, type BrokerProcess } from "./process";
import type { Store } from "../snyk/store";

export { RelayError };

/** How Snyk's side of the Broker starts. */
export type RelayOptions = Pick<BrokerOptions, "port" | "projectFolder">;

export const importSchema = z.strictObject({
  /** Whose live token is used. */
  integrationId: z.string(),
  /** Path at the SCM, such as `/api/v4/user`. */
  path: z.string().startsWith("/"),
  /** Default "GET". */
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).optional(),
  /** Beside those that Snyk sends for the integration's type. */
  headers: z.record(z.string(), z.string()).optional(),
  /** JSON body. */
  body: z.unknown().optional(),
});

/**
 * What Snyk asks of the SCM when it imports a project through the Broker.
 * @useDeclaredType
 */
export type ImportRequest = z.infer<typeof importSchema>;

/** What came back through the Broker. */
export interface ImportAnswer {
  /** HTTP status. */
  readonly status: number;
  /** The headers that say something. */
  readonly headers: {
    /** Of the body. */
    readonly "content-type"?: string;
    /** Why the Broker did not pass the request on. */
    readonly "x-broker-failure"?: string;
  };
  /** Parsed when it is JSON, else text. */
  readonly body: unknown;
}

/** Snyk's side of the Broker: it reaches an SCM through whatever client holds the integration's live token. */
export interface Relay {
  /** `BROKER_SERVER_URL` for a Broker client. */
  readonly brokerServerUrl: string;
  /** Sends one request through the Broker, with the live token of the integration. Deadline 60 s. */
  import(request: ImportRequest): Promise<ImportAnswer>;
  /** Whether a client with the live token of the integration is connected. */
  connected(integrationId: string): Promise<boolean>;
  /** Ends the Broker server, with all its tunnels, and starts it again at the same address. */
  restart(): Promise<void>;
  /** Ends it. */
  close(): Promise<void>;
}

const DEADLINE_MS = 60_000;

/**
 * A client's rules add the SCM credential themselves, except GitLab's: there Snyk sends a header that names the
 * variable, and the client puts its value in.
 */
const CREDENTIAL_HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gitlab: { "private-token": "${GITLAB_TOKEN}", "x-broker-var-sub": "private-token" },
};

/**
 * Starts the real Broker server.
 * @param apiUrl where it sends what clients pass on to Snyk
 */
export async function startRelay(store: Store, apiUrl: string, options: RelayOptions): Promise<Relay> {
  const start = (port = options.port): Promise<BrokerProcess> =>
    startBroker({ role: "server", origin: apiUrl, ...options, ...(port !== undefined && { port }) });
  let server = await start();
  const { url: brokerServerUrl } = server;
  return {
    brokerServerUrl,
    import: async ({ integrationId, path, method = "GET", headers, body }) => {
      const { type, token } = brokered(store, integrationId);
      const sent = { ...CREDENTIAL_HEADERS[type], ...headers };
      const answer = await send(server, { method, path: `/broker/${token}${path}`, headers: sent, body });
      return { ...answer, body: withoutToken(answer.body, token, integrationId) };
    },
    connected: async (integrationId) => {
      const { token } = brokered(store, integrationId);
      return (await send(server, { method: "GET", path: `/connection-status/${token}` })).status === 200;
    },
    restart: async () => {
      await server.close();
      server = await start(Number(new URL(brokerServerUrl).port));
    },
    close: () => server.close(),
  };
}

function brokered(store: Store, integrationId: string): { type: string; token: string } {
  const integration = store.integration(integrationId);
  if (!integration) throw new Error(`There is no integration ${integrationId}`);
  if (integration.liveToken === undefined) throw new Error(`Integration ${integrationId} is not brokered`);
  return { type: integration.type, token: integration.liveToken };
}

interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** With node:http, which sends the path as it is: an SCM's path may hold `%2F` and `..`. */
function send(server: BrokerProcess, { method, path, headers = {}, body }: Outgoing): Promise<ImportAnswer> {
  const ended = server.ended();
  if (ended !== undefined) throw new RelayError(`${ended}: start the simulator again`);
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      new URL(server.url),
      {
        method,
        path,
        agent: false,
        signal: AbortSignal.timeout(DEADLINE_MS),
        headers: { ...headers, ...(text !== undefined && { "content-type": "application/json" }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", () => reject(new RelayError("The Broker server broke the answer off")));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: ofInterest(response.headers),
            body: parsed(Buffer.concat(chunks).toString()),
          }),
        );
      },
    );
    // Node's own message could name the path, and the path has the token in it.
    request.on("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.name === "TimeoutError" || error.name === "AbortError" ? "no answer in 60 s" : error.code;
      reject(new RelayError(`The Broker server did not answer (${why ?? error.name})`));
    });
    request.end(text);
  });
}

function ofInterest(headers: IncomingHttpHeaders): ImportAnswer["headers"] {
  const type = headers["content-type"];
  const failure = [headers["x-broker-failure"]].flat()[0];
  return { ...(type && { "content-type": type }), ...(failure && { "x-broker-failure": failure }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The Broker echoes the path in some refusals. */
function withoutToken(body: unknown, token: string, integrationId: string): unknown {
  const text = JSON.stringify(body);
  if (!text.includes(token)) return body;
  return JSON.parse(text.replaceAll(token, `(live token of ${integrationId})`));
}
