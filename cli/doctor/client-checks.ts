import axios, { isAxiosError } from "axios";
import { z } from "zod";
import { type Check, failure, ok, warning } from "./check";

/** Milliseconds: a system check calls the SCM, with 5 s for each credential. */
const DEADLINE = 30_000;

const tunnel = z.object({
  ok: z.boolean(),
  brokerServerUrl: z.string().optional(),
  version: z.string().optional(),
});
const health = z.union([z.array(tunnel).min(1), tunnel.transform((one) => [one])]);
type Tunnel = z.output<typeof tunnel>;

/** Paths at which a client tells how it is. */
export interface CheckPaths {
  /** Of its connections to Snyk. */
  readonly healthcheck: string;
  /** Of its credentials. */
  readonly systemcheck: string;
}

/** Those of Snyk's client, unless it is told otherwise. */
export const DEFAULT_PATHS: CheckPaths = { healthcheck: "/healthcheck", systemcheck: "/systemcheck" };

/**
 * Asks a Broker client how it is. Its answers hold parts of credentials and are not repeated.
 * @param url `http://host:port`
 * @param brokerServer the address that it has to dial, where that is known
 */
export async function checkRunningClient(
  url: string,
  brokerServer: string | undefined,
  paths: CheckPaths = DEFAULT_PATHS,
): Promise<readonly Check[]> {
  const healthcheck = await ask(url, paths.healthcheck);
  if (healthcheck.status === undefined) {
    const text = `No client answers there (${healthcheck.why}).`;
    return [
      failure(
        { check: "healthcheck", about: url, text },
        "Check the address, and that the client's pod is running.",
      ),
    ];
  }
  const tunnels = health.safeParse(healthcheck.data);
  if (!tunnels.success) {
    const text = `What answers there is not a Broker client (HTTP ${healthcheck.status}).`;
    return [
      failure(
        { check: "healthcheck", about: url, text },
        "Check the address, and --health-check-path if the client has another; a proxy may be answering in its place.",
      ),
    ];
  }
  return [
    ...connections(url, tunnels.data, brokerServer),
    credentials(url, await ask(url, paths.systemcheck)),
  ];
}

function connections(
  about: string,
  tunnels: readonly Tunnel[],
  brokerServer: string | undefined,
): readonly Check[] {
  const open = tunnels.filter((each) => each.ok).length;
  const version = /^[\w.-]{1,40}$/.exec(tunnels[0]?.version ?? "")?.[0];
  const text = `${open} of ${tunnels.length} connections to Snyk are open${version === undefined ? "" : ` (client ${version})`}.`;
  const found = { check: "healthcheck", about, text } as const;
  const state =
    open === tunnels.length
      ? ok("healthcheck", about, text)
      : open > 0
        ? warning(
            found,
            "Read the client's log; a connection that comes back by itself is nothing to worry about.",
          )
        : failure(
            found,
            "Read the client's log. `pulumi up` replaces a token that was cut off; otherwise check proxy and firewall.",
          );
  const dialled = originOf(tunnels[0]?.brokerServerUrl);
  if (brokerServer === undefined || dialled === undefined || dialled === brokerServer) return [state];
  return [
    state,
    failure(
      {
        check: "healthcheck",
        about,
        text: `The client dials ${dialled}, but its integration is at ${brokerServer}.`,
      },
      "Set `snyk-broker:region`, or `brokerServerUrl` of the client.",
    ),
  ];
}

function credentials(about: string, { status, why }: Answer): Check {
  const check = "systemcheck";
  if (status === 200)
    return ok(check, about, "The client reaches what it serves, and its credentials work there.");
  if (status === 500) {
    return failure(
      {
        check,
        about,
        text: "The system behind the client refuses its credentials, or cannot be reached from it.",
      },
      "Check host, token and the token's scopes, and the network between the two; the client's log has the details.",
    );
  }
  return warning(
    {
      check,
      about,
      text: `The client does not say whether its credentials work (${status === undefined ? why : `HTTP ${status}`}).`,
    },
    "Read the client's log.",
  );
}

interface Answer {
  readonly status: number | undefined;
  readonly data: unknown;
  /** Why there is no status. */
  readonly why: string;
}

async function ask(url: string, path: string): Promise<Answer> {
  try {
    const { status, data } = await axios.get<unknown>(`${url.replace(/\/+$/, "")}${path}`, {
      maxRedirects: 0,
      maxContentLength: 1024 * 1024,
      signal: AbortSignal.timeout(DEADLINE),
      validateStatus: () => true,
    });
    return { status, data, why: "" };
  } catch (error) {
    const code = isAxiosError(error) ? error.code : undefined;
    const why = code === "ERR_CANCELED" ? `nothing in ${DEADLINE / 1000} s` : (code ?? "unknown failure");
    return { status: undefined, data: undefined, why };
  }
}

/** Without path and query, in which a token could be. */
function originOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).origin.replace(/^ws/, "http");
}
