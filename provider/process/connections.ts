import { createHash } from "node:crypto";
import type { ReadConfig, Configuration } from "./configuration";
import {
  type CredentialNames,
  findCredentials,
  type FoundCredentials,
  keyNotTaken,
  valuesOf,
} from "./credentials";
import { expiryOf, type KeyExpiry } from "./expiry";
import { AddressError, apiOrigin } from "../snyk/address";
import { SnykApi } from "../snyk/api";
import { UserError } from "../snyk/errors";
import { EndOfLife, type TellEnd } from "../snyk/end-of-life";
import { SnykHttp } from "../snyk/http";
import { Limiter, type Limiters, PER_MINUTE } from "../snyk/limiter";
import { takesApiKeys } from "../snyk/regions";

/** Where a resource says that its API and its credentials are: see `ApiConnectionArgs`. */
export interface Connection extends CredentialNames {
  readonly region?: string | undefined;
  readonly apiUrl?: string | undefined;
}

export interface Connected {
  readonly api: SnykApi;
  readonly origin: string;
}

/** The API clients of this process: one per address and principal, so that all resources share one rate limit. */
export class Connections {
  readonly #config: ReadConfig;
  readonly #configuration: Configuration;
  readonly #open = new Map<string, Connected>();
  /** By connection: the same for nearly all resources of a run, and a preview asks for each of them. */
  readonly #problems = new Map<string, readonly string[]>();
  readonly #origins = new Map<string, string>();
  readonly #expiries = new Map<string, KeyExpiry | undefined>();
  readonly #endOfLife: EndOfLife;

  /** @param tellEnd gets what Snyk announces of calls that will end, once */
  constructor(config: ReadConfig, configuration: Configuration, tellEnd: TellEnd) {
    this.#config = config;
    this.#configuration = configuration;
    this.#endOfLife = new EndOfLife(tellEnd);
  }

  /** What is wrong with a connection, as sentences; nothing is sent. */
  problems(connection: Connection = {}): readonly string[] {
    return once(this.#problems, connection, () => this.#findProblems(connection));
  }

  #findProblems(connection: Connection): readonly string[] {
    const problems: string[] = [];
    let origin: string | undefined;
    try {
      origin = apiOrigin(this.#address(connection));
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      problems.push(`${(connection.apiUrl ?? connection.region) ? "api" : "snyk-broker"}: ${error.message}`);
    }
    try {
      const found = this.#credentials(connection, origin);
      expiryOf(connection, found, this.#config);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
    }
    return problems;
  }

  /**
   * When the API key of a connection ends, as far as that is known without a call; nothing is sent.
   * @throws UserError when the credentials cannot be used, or what is written down is no day
   */
  expiry(connection: Connection = {}): KeyExpiry | undefined {
    return once(this.#expiries, connection, () =>
      expiryOf(connection, findCredentials(connection, this.#config), this.#config),
    );
  }

  /** Origin of the API. @throws UserError when the address cannot be used */
  origin(connection: Connection = {}): string {
    try {
      return once(this.#origins, connection, () => apiOrigin(this.#address(connection)));
    } catch (error) {
      throw error instanceof AddressError ? new UserError(error.message) : error;
    }
  }

  /** @throws UserError when the address cannot be used, or the credentials cannot */
  open(connection: Connection = {}): Connected {
    const origin = this.origin(connection);
    const found = this.#credentials(connection, origin);
    const credentials = valuesOf(found);
    const id = `${origin} ${createHash("sha256").update(JSON.stringify(credentials)).digest("hex")}`;
    const known = this.#open.get(id);
    if (known) return known;
    const { requestTimeoutSeconds } = this.#configuration;
    const limiters = limitersOf(this.#configuration);
    const patienceMs = requestTimeoutSeconds && requestTimeoutSeconds * 1000;
    const http = new SnykHttp({
      origin,
      credentials,
      credentialsFrom: ("apiKey" in found ? found.apiKey : found.clientSecret).where,
      limiters,
      patienceMs,
      endOfLife: this.#endOfLife,
    });
    const connected = { origin, api: new SnykApi(http) };
    this.#open.set(id, connected);
    return connected;
  }

  #credentials(connection: Connection, origin: string | undefined): FoundCredentials {
    const found = findCredentials(connection, this.#config);
    if (origin !== undefined && "apiKey" in found && !takesApiKeys(origin))
      throw keyNotTaken(found.apiKey, origin);
    return found;
  }

  #address({ apiUrl, region }: Connection): Pick<Connection, "apiUrl" | "region"> {
    if (apiUrl !== undefined || region !== undefined) return { apiUrl, region };
    return { apiUrl: this.#configuration.apiUrl, region: this.#configuration.region };
  }
}

/** What is found out about a connection once, unless that fails. */
function once<T>(known: Map<string, T>, connection: Connection, find: () => T): T {
  const name = JSON.stringify(connection);
  if (!known.has(name)) known.set(name, find());
  return known.get(name) as T;
}

/** `requestsPerMinute` is for both APIs together; without it each has its own number. */
function limitersOf({ requestsPerMinute: together, ...apart }: Configuration): Limiters {
  if (together !== undefined) {
    const both = new Limiter({ perMinute: together });
    return { v1: both, rest: both };
  }
  return {
    v1: new Limiter({ perMinute: apart.v1RequestsPerMinute ?? PER_MINUTE.v1 }),
    rest: new Limiter({ perMinute: apart.restRequestsPerMinute ?? PER_MINUTE.rest }),
  };
}
