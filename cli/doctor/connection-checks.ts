import { type Connected, type Connection, type Connections } from "../../provider/process/connections";
import { credentialPlaces } from "../../provider/process/credentials";
import { SnykApiError, UserError } from "../../provider/snyk/errors";
import { REGIONS } from "../../provider/snyk/regions";
import { type Check, failure, ok, refused, warning } from "./check";

/** The API behind one connection: missing when nothing further can be asked of it. */
export interface Opened {
  readonly checks: readonly Check[];
  readonly connected?: Connected;
}

/** Whether the address answers, and takes the key. */
export async function openConnection(connections: Connections, connection: Connection): Promise<Opened> {
  let origin: string;
  try {
    origin = connections.origin(connection);
  } catch (error) {
    return { checks: [unusableAddress(error)] };
  }
  let connected: Connected;
  try {
    connected = connections.open(connection);
  } catch (error) {
    return { checks: [missingKey(error, connection)] };
  }
  try {
    const organizations = await connected.api.listOrganizations();
    const checks = [
      ok("address", origin, `Snyk's API answers${regionOf(origin)}.`),
      organizationsSeen(origin, organizations.length),
    ];
    return { checks, connected };
  } catch (error) {
    if (!(error instanceof SnykApiError)) throw error;
    return refusedAtFirst(origin, error, connected);
  }
}

function organizationsSeen(origin: string, count: number): Check {
  if (count > 0) {
    return ok(
      "api-key",
      origin,
      `The API key is valid; it sees ${count} organization${count === 1 ? "" : "s"}.`,
    );
  }
  return warning(
    { check: "api-key", about: origin, text: "The API key is valid, but it sees no organization." },
    "Make the service account a member of the organizations, or of their group.",
  );
}

/** The first call tells more than that it failed: an answer means that the address is right. */
function refusedAtFirst(origin: string, error: SnykApiError, connected: Connected): Opened {
  const answered = ok("address", origin, `Snyk's API answers${regionOf(origin)}.`);
  switch (error.problem) {
    case "unauthorized":
      return {
        checks: [
          answered,
          failure(
            { check: "api-key", about: origin, text: error.headline },
            "Use a valid key. A key is valid in one region only: check `snyk-broker:region` too.",
          ),
        ],
      };
    case "forbidden":
      return { checks: [answered, refused("role", origin, error)], connected };
    case "rate-limited":
      return { checks: [answered, refused("rate-limit", origin, error)] };
    default:
      return { checks: [refused("address", origin, error)] };
  }
}

function regionOf(origin: string): string {
  const region = Object.entries(REGIONS).find(([, { api }]) => api === origin)?.[0];
  return region === undefined ? "" : ` (region ${region})`;
}

function unusableAddress(error: unknown): Check {
  if (!(error instanceof UserError)) throw error;
  return failure(
    {
      check: "address",
      about: undefined,
      text: `The address of Snyk's API cannot be used: ${error.message}.`,
    },
    "Set `snyk-broker:region` or `snyk-broker:apiUrl`; here `--region` or `--api-url`.",
  );
}

function missingKey(error: unknown, connection: Connection): Check {
  if (!(error instanceof UserError)) throw error;
  const { apiKey, client } = credentialPlaces(connection);
  const places = [apiKey, client?.id, client?.secret].filter((place) => place !== undefined);
  const [key] = places.flatMap((place) => place.key ?? []);
  const [variable] = places.flatMap((place) => place.variable ?? []);
  const ways = [
    ...(variable === undefined ? [] : [`set the variable ${variable}`]),
    ...(key === undefined
      ? []
      : [`pass the configuration that has ${key}: --config <(pulumi config --show-secrets --json)`]),
  ];
  return failure(
    { check: "api-key", about: undefined, text: "There is no API key." },
    `${ways.join(", or ").replace(/^./, (letter) => letter.toUpperCase())}.`,
  );
}
