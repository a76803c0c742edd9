import { type Day, dayOf } from "../../provider/lifecycle/classic/token/day";
import { type ExpiryNotice, type KeyExpiry, noticeOf } from "../../provider/process/expiry";
import type { ListedOrganization, Owner, SnykApi } from "../../provider/snyk/api";
import { SnykApiError } from "../../provider/snyk/errors";
import { type Check, ok, warning } from "./check";

/**
 * Whether an API key ends soon: the key's own word, else Snyk's, else what is written down.
 * @param organizations those that the key sees, for a service account that belongs to a group
 */
export async function checkExpiry(
  api: SnykApi,
  expiry: KeyExpiry,
  organizations: readonly ListedOrganization[],
  today: Day,
): Promise<Check> {
  const { keyPlace: about, dayPlace, day, isLegacy } = expiry;
  const tellsItself = day !== undefined && expiry.source !== dayPlace;
  const atSnyk = tellsItself || isLegacy ? undefined : await askSnyk(api, organizations);
  if (atSnyk?.endsOn !== undefined && day !== undefined && day !== atSnyk.endsOn)
    return differs(expiry, day, atSnyk.endsOn);
  if (atSnyk?.hasNoEnd || (isLegacy && day === undefined))
    return ok("expiry", about, "It is of the kind that Snyk calls legacy, which does not expire.");
  const known = atSnyk?.endsOn === undefined ? expiry : { ...expiry, day: atSnyk.endsOn, source: "Snyk" };
  if (known.day === undefined) return unknown(expiry);
  const notice = noticeOf(known, today);
  return notice === undefined
    ? ok("expiry", about, `The API key is valid until ${known.day}, says ${known.source}.`)
    : noticed(about, notice);
}

/** What Snyk knows of a key's end. */
interface AtSnyk {
  readonly endsOn?: Day;
  /** Whether it is of the kind without an end. */
  readonly hasNoEnd?: boolean;
}

/**
 * Snyk says so of service accounts, to those that may view them; of a person's tokens it does not say which one has
 * called.
 */
async function askSnyk(
  api: SnykApi,
  organizations: readonly ListedOrganization[],
): Promise<AtSnyk | undefined> {
  const self = await api.self().catch(noAnswer);
  if (self?.type !== "service_account") return undefined;
  const home = organizations.find(({ id }) => id === self.defaultOrgId) ?? organizations[0];
  for (const owner of ownersFrom(home)) {
    const account = await api.serviceAccount(owner, self.id).catch(noAnswer);
    if (account?.authType === "api_key") return { hasNoEnd: true };
    const end = Date.parse(account?.expiresAt ?? "");
    if (!Number.isNaN(end)) return { endsOn: dayOf(new Date(end)) };
  }
  return undefined;
}

function ownersFrom(home: ListedOrganization | undefined): readonly Owner[] {
  if (home === undefined) return [];
  const { id: orgId, groupId } = home;
  return [{ orgId }, ...(groupId === undefined ? [] : [{ groupId }])];
}

/** An account that may not look is no failure: everything else may work. */
function noAnswer(error: unknown): undefined {
  if (!(error instanceof SnykApiError)) throw error;
}

function noticed(about: string, { text, remedy }: ExpiryNotice): Check {
  return warning({ check: "expiry", about, text }, remedy);
}

function differs({ keyPlace: about, dayPlace }: KeyExpiry, noted: Day, atSnyk: Day): Check {
  return warning(
    {
      check: "expiry",
      about,
      text: `The API key expires on ${atSnyk}, says Snyk, but ${dayPlace} says ${noted}.`,
    },
    `Write the right day down, so that a run warns in time: ${dayPlace}.`,
  );
}

function unknown({ keyPlace: about, dayPlace }: KeyExpiry): Check {
  return warning(
    { check: "expiry", about, text: "It is not known when the API key expires: Snyk does not tell it." },
    `Look it up in Snyk's web UI and write it down as ${dayPlace}, YYYY-MM-DD; or give the key's role "View service accounts".`,
  );
}
