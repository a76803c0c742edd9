import type { SnykApi } from "../snyk/api";
import { SnykApiError } from "../snyk/errors";

/** Which group an organization is in: asked once per run, for all organizations that the API key sees. */
export class OrganizationGroups {
  readonly #api: SnykApi;
  #groups: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(api: SnykApi) {
    this.#api = api;
  }

  /** @returns `undefined` where Snyk does not tell. */
  async same(orgId: string, otherOrgId: string): Promise<boolean | undefined> {
    this.#groups ??= this.#load();
    const groups = await this.#groups;
    const [group, other] = [groups.get(orgId), groups.get(otherOrgId)];
    return group === undefined || other === undefined ? undefined : group === other;
  }

  async #load(): Promise<ReadonlyMap<string, string>> {
    try {
      return new Map((await this.#api.listOrganizations()).map(({ id, groupId }) => [id, groupId ?? ""]));
    } catch (error) {
      if (error instanceof SnykApiError) return new Map(); // Only a courtesy: Snyk refuses a clone across groups itself.
      throw error;
    }
  }
}
