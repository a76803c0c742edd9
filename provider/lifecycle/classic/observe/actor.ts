import type { AuditLogEntry, SnykApi } from "../../../snyk/api";

/** What kind of account did something: no name, no address, no id. */
export type Actor = "own key" | "person" | "service account" | "unnamed" | "unknown";

const WORDS: Readonly<Record<Actor, string>> = {
  "own key": "by the account of this API key",
  person: "by a person",
  "service account": "by a service account",
  unnamed: "by Snyk itself, or by an account that it does not name",
  unknown: "by a person or a service account (Snyk does not tell this key which)",
};

export function byActor(actor: Actor): string {
  return WORDS[actor];
}

/**
 * Tells the kinds of accounts, for one key: each is asked for once a run. The audit log has only ids, so Snyk is asked
 * for the account: where it finds one, it is of that kind; where it finds none, or may not say, nothing follows from it.
 */
export class Actors {
  readonly #known = new Map<string, Promise<Actor>>();
  #own: Promise<string | undefined> | undefined;

  /** Never fails. @param api of the key that this is for */
  async of(api: SnykApi, orgId: string, { userId }: Pick<AuditLogEntry, "userId">): Promise<Actor> {
    if (userId === undefined) return "unnamed";
    const found = this.#known.get(userId) ?? this.#find(api, orgId, userId);
    this.#known.set(userId, found);
    return found;
  }

  async #find(api: SnykApi, orgId: string, userId: string): Promise<Actor> {
    this.#own ??= api.self().then(
      ({ id }) => id,
      () => undefined,
    );
    if ((await this.#own) === userId) return "own key";
    if (await succeeds(api.requirePerson(orgId, userId))) return "person";
    if (await succeeds(api.serviceAccount({ orgId }, userId))) return "service account";
    return "unknown";
  }
}

function succeeds(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  );
}
