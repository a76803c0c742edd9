import type { Credentials } from "./authorization";
import { endOf, hostIn } from "./key-facts";

/** What a 401 is about, as far as the credentials themselves tell. */
export interface RefusedCredentials {
  readonly reason: string;
  readonly remedy: string;
}

const SET_REGION =
  "Set `snyk-broker:region` or `snyk-broker:apiUrl`, or `api` of the resource, to where the key was made.";

/**
 * Why Snyk refused: a wrong region, an end that has passed, a key of the old kind, which tells neither.
 * Nothing of the credentials is repeated but the host and the day that a key carries.
 *
 * @param origin where it was sent
 * @param place the name of the place that they were read from
 * @param now milliseconds since the epoch
 */
export function refusedCredentials(
  credentials: Credentials,
  origin: string,
  place: string,
  now: number = Date.now(),
): RefusedCredentials {
  if (!("apiKey" in credentials)) {
    return {
      reason: "Snyk does not accept the client id and the client secret of the service account",
      remedy:
        `Set a valid secret of this region in ${place}, with the id that belongs to it; a secret that was replaced is ` +
        "refused at once.",
    };
  }
  const { apiKey } = credentials;
  const setKey = `Set a valid one in ${place}.`;
  const host = hostIn(apiKey);
  const here = new URL(origin).host;
  if (host !== undefined && host !== here)
    return {
      reason: `Snyk does not accept the API key: it is for ${host}, and went to ${here}`,
      remedy: SET_REGION,
    };
  const ended = endOf(apiKey);
  if (ended !== undefined && ended <= now) {
    const day = new Date(ended).toISOString().slice(0, 10);
    return { reason: `Snyk does not accept the API key: it expired on ${day}`, remedy: setKey };
  }
  if (host !== undefined)
    return { reason: "Snyk does not accept the API key: it has expired, or was revoked", remedy: setKey };
  return {
    reason:
      "Snyk does not accept the API key: it was revoked, or is of another region (a key of the old kind does not say which)",
    remedy: `${setKey} ${SET_REGION}`,
  };
}
