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
  const { keyPlace, dayPlace, day } = expiry;
  const about = keyPlace;
  const isTold = day !== undefined && expiry.source !== dayPlace;
  const atSnyk = isTold || expiry.isLegacy ? undefined : await endAtSnyk(api, organizations);
  if (typeof atSnyk === "string" && day !== undefined && day !== atSnyk) return differs(expiry, day, atSnyk);
  if (atSnyk === "none" || (expiry.isLegacy && day === undefined))
    return ok("expiry", about, "It is of the kind that Snyk calls legacy, which does not expire.");
  const known = typeof atSnyk === "string" ? { ...expiry, day: atSnyk, source: "Snyk" } : expiry;
  if (known.day === undefined) return unknown(expiry);
  const notice = noticeOf(known, today);
  return notice === undefined
    ? ok("expiry", about, `The API key is valid until ${known.day}, says ${known.source}.`)
    : noticed(about, notice);
}

/**
 * The last day that Snyk knows, or "none" for a key without one. It says so of service accounts, to those that may view
 * them; of a person's tokens it does not say which one has called.
 */
async function endAtSnyk(
  api: SnykApi,
  organizations: readonly ListedOrganization[],
): Promise<Day | "none" | undefined> {
  try {
    const { type, id, defaultOrgId } = await api.self();
    if (type !== "service_account") return undefined;
    const home = organizations.find((each) => each.id === defaultOrgId) ?? organizations[0];
    for (const owner of ownersFrom(home)) {
      const found = await api.serviceAccount(owner, id).catch(noAnswer);
      if (found?.authType === "api_key") return "none";
      const end = Date.parse(found?.expiresAt ?? "");
      if (!Number.isNaN(end)) return dayOf(new Date(end));
    }
    return undefined;
  } catch (error) {
    return noAnswer(error);
  }
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
