import type { ListedOrganization, SnykApi } from "../../snyk/api";
import { SnykApiError } from "../../snyk/errors";

/** The organizations that the API key sees, and their groups: asked once per run, for all resources. */
export class OrganizationGroups {
  readonly #api: SnykApi;
  readonly #made: ListedOrganization[] = [];
  #listed: Promise<readonly ListedOrganization[]> | undefined;

  constructor(api: SnykApi) {
    this.#api = api;
  }

  /** @throws SnykApiError */
  async all(): Promise<readonly ListedOrganization[]> {
    this.#listed ??= this.#api.listOrganizations();
    return [...(await this.#listed), ...this.#made];
  }

  /** Forgets the answer, for when something may have happened since. */
  forget(): void {
    this.#listed = undefined;
    this.#made.length = 0;
  }

  /** Takes in an organization that this run has made. */
  add(organization: ListedOrganization): void {
    this.#made.push(organization);
  }

  /** @returns `undefined` where Snyk does not tell. */
  async same(orgId: string, otherOrgId: string): Promise<boolean | undefined> {
    const all = await this.#allOrNone();
    const [one, other] = [orgId, otherOrgId].map((wanted) => all.find(({ id }) => id === wanted));
    return one === undefined || other === undefined ? undefined : one.groupId === other.groupId;
  }

  async #allOrNone(): Promise<readonly ListedOrganization[]> {
    try {
      return await this.all();
    } catch (error) {
      if (error instanceof SnykApiError) return []; // Only a courtesy: Snyk refuses a clone across groups itself.
      throw error;
    }
  }
}
