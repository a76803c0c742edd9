import type { AuditLogEntry, SnykApi } from "../../snyk/api";

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
 * Tells the kinds of accounts. The audit log has only ids, so Snyk is asked for the account: where it finds one, it is of
 * that kind; where it finds none, or may not say, nothing follows from it.
 */
export class Actors {
  readonly #api: SnykApi;
  readonly #known = new Map<string, Promise<Actor>>();
  #own: Promise<string | undefined> | undefined;

  constructor(api: SnykApi) {
    this.#api = api;
  }

  /** Never fails. */
  async of(orgId: string, { userId }: Pick<AuditLogEntry, "userId">): Promise<Actor> {
    if (userId === undefined) return "unnamed";
    const found = this.#known.get(userId) ?? this.#find(orgId, userId);
    this.#known.set(userId, found);
    return found;
  }

  async #find(orgId: string, userId: string): Promise<Actor> {
    this.#own ??= this.#api.ownAccount().then(
      ({ id }) => id,
      () => undefined,
    );
    if ((await this.#own) === userId) return "own key";
    if (await succeeds(this.#api.requirePerson(orgId, userId))) return "person";
    if (await succeeds(this.#api.requireServiceAccount(orgId, userId))) return "service account";
    return "unknown";
  }
}

function succeeds(call: Promise<void>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  );
}
