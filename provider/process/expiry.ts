import { type Day, dayOf, daysBetween, isDay } from "../lifecycle/classic/token/day";
import { UserError } from "../snyk/errors";
import { endOf, isLegacy } from "../snyk/key-facts";
import type { ReadConfig } from "./configuration";
import { type CredentialNames, credentialPlaces, find, type FoundCredentials } from "./credentials";

/** So many days ahead an end is said. */
export const DAYS_AHEAD = 14;

/** What is known of an API key's end without asking Snyk. */
export interface KeyExpiry {
  /** The name of the place that has the key. */
  readonly keyPlace: string;
  /** The name of the place to write its last day down in. */
  readonly dayPlace: string;
  /** The day that the key itself tells, or that is written down. */
  readonly day: Day | undefined;
  /** Who says so, for people: the name of a place, or "the key". */
  readonly source: string | undefined;
  /** Whether it is of the kind that does not expire. */
  readonly isLegacy: boolean;
}

/** A line about an end, and what to do. */
export interface ExpiryNotice {
  readonly text: string;
  readonly remedy: string;
}

/**
 * When the key of a connection ends, as far as it is known here. The day is written down beside the key, under its name
 * with `Expires`, or `_EXPIRES` for a variable: each tenant's key has its own.
 *
 * @returns nothing for a service account with OAuth 2.0, whose access tokens are renewed in time
 * @throws UserError for what is written down and is no day
 */
export function expiryOf(
  names: CredentialNames,
  found: FoundCredentials,
  config: ReadConfig,
): KeyExpiry | undefined {
  if (!("apiKey" in found)) return undefined;
  const { value, where: keyPlace } = found.apiKey;
  const { key, variable } = credentialPlaces(names).apiKey ?? { key: undefined, variable: undefined };
  const noted = find({ key: key && `${key}Expires`, variable: variable && `${variable}_EXPIRES` }, config);
  if (noted !== undefined && !isDay(noted.value))
    throw new UserError(`${noted.where} is not a day; write the last day of the API key as YYYY-MM-DD`);
  const told = endOf(value);
  return {
    keyPlace,
    dayPlace: noted?.where ?? (key === undefined ? `${variable}_EXPIRES` : `${key}Expires`),
    day: told === undefined ? noted?.value : dayOf(new Date(told)),
    source: told === undefined ? noted?.where : "the key",
    isLegacy: isLegacy(value),
  };
}

/** @returns what to say on a day about a key that ends soon, or has ended; nothing while there is time. */
export function noticeOf(expiry: KeyExpiry, today: Day): ExpiryNotice | undefined {
  const { keyPlace, dayPlace, day, source } = expiry;
  if (day === undefined) return undefined;
  const days = daysBetween(today, day);
  if (days > DAYS_AHEAD) return undefined;
  return explainExpiry({ keyPlace, dayPlace, day, source: source ?? "", days });
}

interface Ending {
  readonly keyPlace: string;
  readonly dayPlace: string;
  readonly day: Day;
  readonly source: string;
  readonly days: number;
}

function explainExpiry({ keyPlace, dayPlace, day, source, days }: Ending): ExpiryNotice {
  const when =
    days < 0
      ? `expired on ${day}`
      : days === 0
        ? `expires today, ${day}`
        : `expires on ${day}, in ${days === 1 ? "1 day" : `${days} days`}`;
  return {
    text: `The API key of ${keyPlace} ${when}, says ${source}.`,
    // In this order nothing is without a valid key: a refresh or a destroy uses the key of the last `up`.
    remedy:
      `Make another key with the same role and organizations, put it in ${keyPlace} and its last day in ${dayPlace}, and ` +
      "run `pulumi up` in every stack that uses it; revoke the present one only after that." +
      (source === dayPlace ? ` If it was replaced already, correct ${dayPlace}.` : ""),
  };
}

/** Says each key's notice once a run, however many resources use the key. */
export class ExpiryNotices {
  readonly #tell: (line: string) => void;
  readonly #told = new Set<string>();

  /** @param tell gets the line */
  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  heed(expiry: KeyExpiry | undefined, today: Day): void {
    if (expiry === undefined || this.#told.has(expiry.keyPlace)) return;
    const notice = noticeOf(expiry, today);
    if (notice === undefined) return;
    this.#told.add(expiry.keyPlace);
    this.#tell(`${notice.text} ${notice.remedy}`);
  }
}
