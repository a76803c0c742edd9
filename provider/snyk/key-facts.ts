/**
 * What an API key tells of itself. Nothing but a host and a day is ever taken out of it.
 * @see https://docs.snyk.io/snyk-api/authentication-for-api
 */

/**
 * The host that a personal access token or a service account's access token is for.
 * @see https://github.com/snyk/cli, which derives the API's address from it
 */
export function hostIn(key: string): string | undefined {
  const payload = /^snyk_[us]at\.[^.]+\.([\w-]+)\./.exec(key)?.[1];
  const host = claims(payload)["h"];
  return typeof host === "string" && /^[a-z0-9.-]{1,100}$/.test(host) ? host : undefined;
}

/** When a key in the form of a JSON Web Token ends, milliseconds since the epoch. */
export function endOf(key: string): number | undefined {
  const { exp } = claims(/^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(key)?.[1]);
  return typeof exp === "number" && Math.abs(exp) < LAST_SECOND ? exp * 1000 : undefined;
}

/** Whether it is of the kind that Snyk calls legacy: a UUID, which does not expire. */
export function isLegacy(key: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key);
}

/** What a `Date` can hold. */
const LAST_SECOND = 8.64e12;

function claims(payload: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload ?? "", "base64url").toString());
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
