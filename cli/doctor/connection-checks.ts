import { type Connected, type Connection, type Connections } from "../../provider/process/connections";
import { credentialPlaces, CredentialsError } from "../../provider/process/credentials";
import type { KeyExpiry } from "../../provider/process/expiry";
import type { Day } from "../../provider/lifecycle/classic/token/day";
import { SnykApiError, UserError } from "../../provider/snyk/errors";
import { REGIONS } from "../../provider/snyk/regions";
import { type Check, failure, ok, refused, warning } from "./check";
import { checkExpiry } from "./expiry-checks";

/** The API behind one connection: missing when nothing further can be asked of it. */
export interface Opened {
  readonly checks: readonly Check[];
  readonly connected?: Connected;
}

/** Whether the address answers, and takes the credentials, and how long they last. */
export async function openConnection(
  connections: Connections,
  connection: Connection,
  today: Day,
): Promise<Opened> {
  let origin: string;
  try {
    origin = connections.origin(connection);
  } catch (error) {
    return { checks: [unusableAddress(error)] };
  }
  let connected: Connected;
  let expiry: KeyExpiry | undefined;
  try {
    connected = connections.open(connection);
    expiry = connections.expiry(connection);
  } catch (error) {
    return { checks: [unusableCredentials(error, connection)] };
  }
  try {
    const organizations = await connected.api.listOrganizations();
    const checks = [
      ok("address", origin, `Snyk's API answers${regionOf(origin)}.`),
      organizationsSeen(origin, organizations.length, expiry),
      ...(expiry ? [await checkExpiry(connected.api, expiry, organizations, today)] : []),
    ];
    return { checks, connected };
  } catch (error) {
    if (!(error instanceof SnykApiError)) throw error;
    return refusedAtFirst(origin, error, connected);
  }
}

/** @param expiry what only an API key has */
function organizationsSeen(origin: string, count: number, expiry: KeyExpiry | undefined): Check {
  const check = "api-key";
  const [valid, see] =
    expiry === undefined
      ? ["The client credentials are valid", "they see"]
      : ["The API key is valid", "it sees"];
  if (count > 0) return ok(check, origin, `${valid}; ${see} ${count} organization${count === 1 ? "" : "s"}.`);
  return warning(
    { check, about: origin, text: `${valid}, but ${see} no organization.` },
    "Make the service account a member of the organizations, or of their group.",
  );
}

/** The first call tells more than that it failed: an answer means that the address is right. */
function refusedAtFirst(origin: string, error: SnykApiError, connected: Connected): Opened {
  const answered = ok("address", origin, `Snyk's API answers${regionOf(origin)}.`);
  switch (error.problem) {
    case "unauthorized":
      return {
        checks: [answered, refused("api-key", origin, error)],
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

function unusableCredentials(error: unknown, connection: Connection): Check {
  const check = "api-key";
  if (error instanceof CredentialsError && error.isMissing) return noCredentials(connection);
  if (error instanceof CredentialsError)
    return failure({ check, about: undefined, text: sentence(error.problem) }, sentence(error.remedy));
  if (error instanceof UserError)
    return failure(
      { check, about: undefined, text: `${error.message}.` },
      "Correct it with `pulumi config set`, or in the environment.",
    );
  throw error;
}

/** Here the configuration is a file that may have been left out, so the remedy is not the provider's. */
function noCredentials(connection: Connection): Check {
  const { apiKey, client } = credentialPlaces(connection);
  const sets = [apiKey && [apiKey], client && [client.id, client.secret]].filter((set) => set !== undefined);
  const variables = sets.flatMap((set) => named(set.map(({ variable }) => variable)));
  const keys = sets.flatMap((set) => named(set.map(({ key }) => key)));
  const ways = [
    ...(variables.length === 0 ? [] : [`set ${variables.join(", or ")} in the environment`]),
    ...(keys.length === 0
      ? []
      : [
          `pass the configuration that has ${keys.join(", or ")}: --config <(pulumi config --show-secrets --json)`,
        ]),
  ];
  const missing = [apiKey && "no API key", client && "no client of a service account"];
  return failure(
    {
      check: "api-key",
      about: undefined,
      text: `There is ${missing.filter((each) => each !== undefined).join(", and ")}.`,
    },
    sentence(ways.join(", or ")),
  );
}

/** The names of a set, as one way: both halves of a client. */
function named(names: readonly (string | undefined)[]): readonly string[] {
  const all = names.filter((name) => name !== undefined);
  return all.length === 0 ? [] : [all.join(" and ")];
}

function sentence(text: string): string {
  return `${text.replace(/^./, (letter) => letter.toUpperCase())}.`;
}
