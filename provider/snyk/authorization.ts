import { SYSTEM_TIMER } from "./timer";

/** Who calls Snyk: the holder of an API key, or a service account that signs in with OAuth 2.0. */
export type Credentials =
  { readonly apiKey: string } | { readonly clientId: string; readonly clientSecret: string };

export type Client = Exclude<Credentials, { readonly apiKey: string }>;

/** What Snyk answers to a client's id and secret. */
export interface AccessToken {
  readonly token: string;
  /** Seconds. */
  readonly lifetime: number;
}

/** Where the `Authorization` of each try of a call comes from. */
export interface Authorization {
  /** @throws what getting one has failed with */
  header(): Promise<string>;
  /** Snyk has refused this header. @returns whether another try has another one */
  refused(header: string): boolean;
}

/** @param getToken asks Snyk for an access token */
export function authorizationOf(
  credentials: Credentials,
  getToken: (client: Client) => Promise<AccessToken>,
): Authorization {
  if (!("apiKey" in credentials)) return new ClientAuthorization(() => getToken(credentials));
  const header = `token ${credentials.apiKey}`;
  return { header: () => Promise.resolve(header), refused: () => false };
}

/** A token is replaced when it has less time than this left, or half of its lifetime. Seconds. */
const IN_TIME = 60;

/**
 * Access tokens by OAuth 2.0 client credentials: got when the first call needs one, renewed before it expires, and once
 * for all calls that wait for it.
 * @see https://docs.snyk.io/implementation-and-setup/enterprise-setup/service-accounts/service-accounts-using-oauth-2.0
 */
export class ClientAuthorization implements Authorization {
  readonly #getToken: () => Promise<AccessToken>;
  readonly #now: () => number;
  #current: { readonly header: string; readonly until: number } | undefined;
  #renewal: Promise<string> | undefined;

  /** @param now monotonic milliseconds */
  constructor(getToken: () => Promise<AccessToken>, now: () => number = SYSTEM_TIMER.now) {
    this.#getToken = getToken;
    this.#now = now;
  }

  async header(): Promise<string> {
    if (this.#current !== undefined && this.#now() < this.#current.until) return this.#current.header;
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  refused(header: string): boolean {
    // Another call may have got a new one since this one was sent.
    if (this.#current?.header === header) this.#current = undefined;
    return true;
  }

  async #renew(): Promise<string> {
    const { token, lifetime } = await this.#getToken();
    const header = `bearer ${token}`;
    this.#current = { header, until: this.#now() + Math.max(lifetime - IN_TIME, lifetime / 2) * 1000 };
    return header;
  }
}
