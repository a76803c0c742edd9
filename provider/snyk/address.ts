import { DEFAULT_REGION, isRegion, REGIONS } from "./regions";

/** Where the API is: an address of our own choosing, else a region's. */
export interface AddressChoice {
  readonly apiUrl?: string | undefined;
  readonly region?: string | undefined;
}

/** Thrown for an address or a region that cannot be used; the message names the remedy. */
export class AddressError extends Error {}

/**
 * The API's origin, such as `https://api.eu.snyk.io`, without `/v1`.
 * @throws AddressError when the URL or the region is not valid, or would send the API key in clear over a network.
 */
export function apiOrigin({ apiUrl, region }: AddressChoice): string {
  if (apiUrl === undefined || apiUrl === "") return regionOrigin(region ?? DEFAULT_REGION);
  if (!URL.canParse(apiUrl)) {
    throw new AddressError(`apiUrl is not a URL; give scheme, host and port, such as https://api.eu.snyk.io`);
  }
  const url = new URL(apiUrl);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new AddressError(`apiUrl must start with https:// (http:// is for loopback addresses only)`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new AddressError(`apiUrl must not contain a user name or a password`);
  }
  if (url.search !== "" || url.hash !== "" || url.pathname.replace(/\/$/, "") !== "") {
    throw new AddressError(`apiUrl must be scheme, host and port only; /v1 and /rest are added`);
  }
  return url.origin;
}

function regionOrigin(region: string): string {
  if (isRegion(region)) return REGIONS[region].api;
  throw new AddressError(
    `region "${region}" is not known; use one of ${Object.keys(REGIONS).join(", ")}, or set apiUrl for any other`,
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
