import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { SnykApiError } from "./errors";
import type { ApiCall, Query, RateLimitSeen, SnykHttp } from "./http";
import { Patience } from "./patience";
import {
  anAccount,
  auditLog,
  cloned,
  createdOrganization,
  empty,
  enabledIntegration,
  integrationIds,
  organizations,
  principal,
  provisioned,
  restIntegrations,
  restOrganizations,
  serviceAccount,
  universalConnections,
} from "./schemas";

/** One integration, as lists show it. */
export interface ListedIntegration {
  readonly id: string;
  readonly type: string;
  /** Whether a Broker is enabled; `undefined` where the API does not say. */
  readonly brokered: boolean | undefined;
}

/** A connection of the Universal Broker, as an organization that uses it sees it. */
export interface UniversalConnection {
  /** Name, for people. */
  readonly name: string;
  /** Type of the integration that goes through it. */
  readonly type: string;
}

/** What enabling a Broker returns. Snyk's documents show a token; its schema does not promise one. */
export interface EnabledBroker {
  readonly integrationId: string;
  readonly brokerToken: string | undefined;
}

/** One organization that the API key sees. */
export interface ListedOrganization {
  readonly id: string;
  readonly name: string;
  /** The name as it stands in URLs; no two organizations have the same. */
  readonly slug: string;
  /** `undefined` for a personal organization. */
  readonly groupId: string | undefined;
}

/** What to look for in the audit log of an organization. */
export interface AuditLogSearch {
  /** Names of events, such as `org.integration.edit`. */
  readonly events: readonly string[];
  /** ISO 8601. */
  readonly from: string;
  /** How many pages of 100 are read. @default 1 */
  readonly pages?: number;
}

/** An entry of the audit log. */
export interface AuditLogEntry {
  /** Day and time, ISO 8601, in UTC. */
  readonly at: string;
  readonly event: string;
  /** Whose account it was; `undefined` where Snyk names none. */
  readonly userId: string | undefined;
  /** What was changed, in a shape that Snyk does not describe. May hold names and addresses of people. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Who calls. */
export interface Principal {
  /** Such as `service_account` or `user`. */
  readonly type: string;
  readonly id: string;
  readonly defaultOrgId: string | undefined;
}

/** How a service account signs in. */
export interface ServiceAccount {
  /** Such as `api_key`, which has no end, or `access_token`. */
  readonly authType: string;
  /** When its access token ends, as Snyk writes it; only of that kind. */
  readonly expiresAt: string | undefined;
}

/** Who owns a service account. */
export type Owner = { readonly orgId: string } | { readonly groupId: string };

/** What REST has told one key in one run. */
interface SeenInRest {
  /** Types that it has shown, in any organization. */
  readonly types: Set<string>;
  /** Where it was asked for the sake of a type. */
  readonly looks: Map<string, Promise<unknown>>;
  /** The Universal Broker's connections, by organization. */
  readonly universal: Map<string, Promise<readonly UniversalConnection[]>>;
}

/** One page of a list by REST. */
interface Page {
  readonly links?: { readonly next?: string | null | undefined } | undefined;
}

const VIEW = "View Integrations";
const EDIT = "Edit Integrations";
const ORGANIZATIONS_VERSION = "2024-02-28";
const REST_VERSION = "2024-10-15~beta";
const UNIVERSAL_VERSION = "2024-10-15";
const AUDIT_LOG_VERSION = "2024-04-29";
const USER_VERSION = "2021-09-13~beta";
const SELF_VERSION = "2024-04-22";
const SERVICE_ACCOUNTS_VERSION = "2023-09-07";

/**
 * The calls of Snyk's API that this package makes, one method each. Every method throws `SnykApiError` and nothing
 * else.
 * @see https://docs.snyk.io/snyk-api/reference/integrations-v1
 */
export class SnykApi {
  readonly #http: SnykHttp;
  readonly #patience: Patience | undefined;
  readonly #rest: SeenInRest;
  readonly #giveUp: AbortSignal | undefined;

  /**
   * @param patience what all calls together have; without it each call has its own
   * @param giveUp ends all calls, each of which is tried once
   */
  constructor(
    http: SnykHttp,
    patience?: Patience,
    rest: SeenInRest = { types: new Set(), looks: new Map(), universal: new Map() },
    giveUp?: AbortSignal,
  ) {
    this.#http = http;
    this.#patience = patience;
    this.#rest = rest;
    this.#giveUp = giveUp;
  }

  /** The same API for one operation, whose calls share the time that they may go without an answer. */
  forOperation(): SnykApi {
    return new SnykApi(this.#http, this.#http.newPatience(), this.#rest);
  }

  /**
   * The same API for what is only good to know: each call is tried once, and all together end after `ms` milliseconds,
   * whatever they wait for.
   */
  briefly(ms: number): SnykApi {
    // A try gets a third of the patience.
    return new SnykApi(this.#http, new Patience(3 * ms), this.#rest, AbortSignal.timeout(ms));
  }

  /**
   * Whether the REST list, which is in beta, has shown an integration of this type to this key in this run. Only then
   * does it mean something that a list lacks the type.
   *
   * @param knownIn an organization that has one: it is asked, once a run, where the list has not shown the type yet
   */
  async showsInRest(type: string, knownIn?: string): Promise<boolean> {
    const { types, looks } = this.#rest;
    if (!types.has(type) && knownIn !== undefined) {
      const look = looks.get(type) ?? this.listIntegrationsWithBroker(knownIn);
      looks.set(type, look);
      await look.catch(() => undefined); // it has not shown the type, whatever it says
    }
    return types.has(type);
  }

  /** How the calls so far stand to the rate limits. */
  get rateLimit(): RateLimitSeen {
    return this.#http.rateLimit;
  }

  /**
   * Whether the key's role permits what `enableBroker` and its like do. No call of Snyk's says so: this one asks for
   * an integration of no type, which is refused for that, or before that for the role. `undefined` when Snyk answers
   * otherwise. For an organization that the key can see.
   */
  async mayEditIntegrations(orgId: string): Promise<boolean | undefined> {
    try {
      await this.#http.send({
        ...write("find out whether the API key may edit integrations", orgId),
        method: "POST",
        path: `/v1/org/${encodeURIComponent(orgId)}/integrations`,
        body: {},
        repeat: "once",
        answer: z.unknown(),
      });
    } catch (error) {
      if (!(error instanceof SnykApiError)) throw error;
      if (error.problem === "forbidden" || error.problem === "not-found") return false;
      if (error.problem === "conflict") return true;
      throw error;
    }
    return undefined;
  }

  /** Integrations of an organization, by the V1 API: complete, but without the state of their Brokers. */
  async listIntegrations(orgId: string): Promise<readonly ListedIntegration[]> {
    const ids = await this.#send({
      ...read("list the integrations", orgId),
      path: `/v1/org/${encodeURIComponent(orgId)}/integrations`,
      answer: integrationIds,
    });
    return Object.entries(ids).map(([type, id]) => ({ id, type, brokered: undefined }));
  }

  /**
   * Integrations of an organization, by the REST API, which is in beta and says whether a Broker is enabled. It may
   * leave a type out: see `showsInRest`.
   * @see https://docs.snyk.io/snyk-api/reference/integrations
   */
  async listIntegrationsWithBroker(orgId: string): Promise<readonly ListedIntegration[]> {
    const found: ListedIntegration[] = [];
    const pages = this.#pages({
      ...read("list the integrations", orgId),
      path: `/rest/orgs/${encodeURIComponent(orgId)}/integrations`,
      query: { version: REST_VERSION, limit: "100" },
      answer: restIntegrations,
    });
    for await (const { data } of pages) {
      for (const { id, attributes } of data) {
        this.#rest.types.add(attributes.integration_type);
        found.push({ id, type: attributes.integration_type, brokered: attributes.has_broker });
      }
    }
    return found;
  }

  /**
   * The Universal Broker's connections that integrations of an organization go through. An organization is asked once a
   * run, unless that fails.
   * @see https://docs.snyk.io/snyk-api/reference/universal-broker, "List connections for an organization"
   */
  async universalConnections(orgId: string): Promise<readonly UniversalConnection[]> {
    const { universal } = this.#rest;
    const look = universal.get(orgId) ?? this.#listUniversalConnections(orgId);
    universal.set(orgId, look);
    try {
      return await look;
    } catch (error) {
      universal.delete(orgId);
      throw error;
    }
  }

  async #listUniversalConnections(orgId: string): Promise<readonly UniversalConnection[]> {
    const found: UniversalConnection[] = [];
    const pages = this.#pages({
      ...read("list the Universal Broker's connections", orgId),
      permission: "View Organization",
      path: `/rest/orgs/${encodeURIComponent(orgId)}/brokers/connections`,
      query: { version: UNIVERSAL_VERSION, limit: "100" },
      answer: universalConnections,
    });
    for await (const { data } of pages) {
      for (const { attributes } of data) {
        found.push({ name: attributes.name, type: attributes.connection_type });
      }
    }
    return found;
  }

  /** All organizations that the API key is a member of. */
  async listOrganizations(): Promise<readonly ListedOrganization[]> {
    const { orgs } = await this.#send({
      what: "list the organizations",
      permission: "View Organization",
      method: "GET",
      path: "/v1/orgs",
      repeat: "idempotent",
      answer: organizations,
    });
    return orgs.map(listed);
  }

  /**
   * Organizations of a group whose name contains `name`, all pages.
   * @see https://docs.snyk.io/snyk-api/reference/orgs, "List all organizations in group"
   */
  async listGroupOrganizations(groupId: string, name?: string): Promise<readonly ListedOrganization[]> {
    const found: ListedOrganization[] = [];
    const pages = this.#pages({
      what: `list the organizations of group ${groupId}`,
      permission: "View Organizations",
      method: "GET",
      path: `/rest/groups/${encodeURIComponent(groupId)}/orgs`,
      query: { version: ORGANIZATIONS_VERSION, limit: "100", ...(name !== undefined && { name }) },
      repeat: "idempotent",
      answer: restOrganizations,
    });
    for await (const { data } of pages) {
      for (const { id, attributes } of data) found.push({ id, groupId, ...attributes });
    }
    return found;
  }

  /**
   * The audit log of an organization, newest first. Snyk keeps 90 days, for Enterprise plans.
   *
   * @returns the entries, and whether there are more on pages that were not read
   * @see https://docs.snyk.io/snyk-api/reference/audit-logs
   */
  async searchAuditLog(
    orgId: string,
    { events, from, pages = 1 }: AuditLogSearch,
  ): Promise<{ readonly entries: readonly AuditLogEntry[]; readonly more: boolean }> {
    const entries: AuditLogEntry[] = [];
    const answers = this.#pages({
      ...read("read the audit log", orgId),
      permission: "View Audit Logs",
      path: `/rest/orgs/${encodeURIComponent(orgId)}/audit_logs/search`,
      query: { version: AUDIT_LOG_VERSION, from, events, size: "100", sort_order: "DESC" },
      answer: auditLog,
    });
    let unread = pages;
    for await (const { data, hasMore } of answers) {
      for (const { created, event, user_id: userId, content } of data.items) {
        const at = new Date(created).toISOString();
        entries.push({ at, event, userId: userId ?? undefined, content: content ?? {} });
      }
      unread -= 1;
      if (unread === 0) return { entries, more: hasMore };
    }
    return { entries, more: false };
  }

  /**
   * Succeeds for the account of a person: service accounts are not returned here, as Snyk says. Nothing is read of it.
   * @see https://docs.snyk.io/snyk-api/reference/users
   */
  async requirePerson(orgId: string, userId: string): Promise<void> {
    await this.#send({
      ...read("look for a user", orgId),
      permission: "View Users",
      path: `/rest/orgs/${encodeURIComponent(orgId)}/users/${encodeURIComponent(userId)}`,
      query: { version: USER_VERSION },
      answer: anAccount,
    });
  }

  /** Whose credentials these are. @see https://docs.snyk.io/snyk-api/reference/users, "My User Details" */
  async self(): Promise<Principal> {
    const { data } = await this.#send({
      what: "find out whose credentials these are",
      permission: "View Organization",
      method: "GET",
      path: "/rest/self",
      query: { version: SELF_VERSION },
      repeat: "idempotent",
      answer: principal,
    });
    const { type, id, attributes } = data;
    return { type, id, defaultOrgId: attributes?.default_org_context ?? undefined };
  }

  /** One service account. @see https://docs.snyk.io/snyk-api/reference/serviceaccounts */
  async serviceAccount(owner: Owner, id: string): Promise<ServiceAccount> {
    const path =
      "orgId" in owner
        ? `orgs/${encodeURIComponent(owner.orgId)}`
        : `groups/${encodeURIComponent(owner.groupId)}`;
    const { data } = await this.#send({
      what: "look at the service account",
      permission: "View service accounts",
      method: "GET",
      path: `/rest/${path}/service_accounts/${encodeURIComponent(id)}`,
      query: { version: SERVICE_ACCOUNTS_VERSION },
      repeat: "idempotent",
      answer: serviceAccount,
    });
    const { auth_type: authType, access_token_expires_at: expiresAt } = data.attributes;
    return { authType, expiresAt: expiresAt ?? undefined };
  }

  /** Creates an organization; with a source, it gets that one's integrations, with their live tokens. */
  async createOrganization(
    name: string,
    groupId: string,
    sourceOrgId: string | undefined,
  ): Promise<ListedOrganization> {
    const answer = await this.#send({
      what: `create the organization "${name}" in group ${groupId}`,
      permission: "Create Organizations",
      method: "POST",
      path: "/v1/org",
      body: { name, groupId, sourceOrgId },
      repeat: "once",
      answer: createdOrganization,
    });
    return listed(answer);
  }

  /** Deletes an organization, with its integrations. Snyk refuses while it has projects. */
  async deleteOrganization(orgId: string): Promise<void> {
    await this.#send({
      what: "delete the organization",
      orgId,
      permission: "Remove Organization",
      method: "DELETE",
      path: `/v1/org/${encodeURIComponent(orgId)}`,
      repeat: "idempotent",
      answer: empty,
    });
  }

  /** Creates a brokered integration where the organization has none of this type. */
  async createBrokeredIntegration(orgId: string, type: string): Promise<EnabledBroker> {
    const answer = await this.#send({
      ...write(`create a brokered ${type} integration`, orgId),
      method: "POST",
      path: `/v1/org/${encodeURIComponent(orgId)}/integrations`,
      body: { type, broker: { enabled: true } },
      repeat: "once",
      answer: enabledIntegration,
    });
    return { integrationId: answer.id, brokerToken: answer.brokerToken ?? undefined };
  }

  /** Enables the Broker of an existing integration. */
  async enableBroker(orgId: string, integrationId: string, type: string): Promise<EnabledBroker> {
    const answer = await this.#send({
      ...write(`enable the Broker for ${type}`, orgId, integrationId),
      method: "PUT",
      path: integrationPath(orgId, integrationId),
      body: { type, broker: { enabled: true } },
      repeat: "idempotent",
      answer: enabledIntegration,
    });
    return { integrationId: answer.id, brokerToken: answer.brokerToken ?? undefined };
  }

  /** Turns the Broker off; Snyk demands the credentials that the integration has from then on. */
  async disableBroker(
    orgId: string,
    integrationId: string,
    type: string,
    credentials: Readonly<Record<string, string>>,
  ): Promise<void> {
    await this.#send({
      ...write(`turn off the Broker for ${type}`, orgId, integrationId),
      method: "PUT",
      path: integrationPath(orgId, integrationId),
      body: { type, broker: { enabled: false }, credentials },
      repeat: "idempotent",
      answer: empty,
    });
  }

  /** Asks for a provisional token. Not idempotent: the answer is shown once, and a second call is refused. */
  async provisionToken(orgId: string, integrationId: string): Promise<string> {
    const answer = await this.#send({
      ...write("provision a new broker token", orgId, integrationId),
      method: "POST",
      path: `${integrationPath(orgId, integrationId)}/authentication/provision-token`,
      repeat: "once",
      answer: provisioned,
    });
    return answer.provisionalBrokerToken;
  }

  /** Makes the provisional token the live one, for all integrations that share it. Not idempotent. */
  async switchToken(orgId: string, integrationId: string): Promise<void> {
    await this.#send({
      ...write("switch to the provisional broker token", orgId, integrationId),
      method: "POST",
      path: `${integrationPath(orgId, integrationId)}/authentication/switch-token`,
      repeat: "once",
      answer: empty,
    });
  }

  /** Copies an integration, with settings and broker token, into another organization of its group. */
  async cloneIntegration(orgId: string, integrationId: string, destinationOrgId: string): Promise<string> {
    const answer = await this.#send({
      ...write(`clone the integration of organization ${orgId}`, destinationOrgId, integrationId),
      method: "POST",
      path: `${integrationPath(orgId, integrationId)}/clone`,
      body: { destinationOrgPublicId: destinationOrgId },
      repeat: "once",
      answer: cloned,
    });
    return answer.newIntegrationId;
  }

  /** The answers of a list by REST, page by page; one that nobody asks for any more is not fetched. */
  async *#pages<T extends Page>(
    call: ApiCall<T> & { readonly query: Query },
  ): AsyncGenerator<T & { readonly hasMore: boolean }> {
    let query: Query | undefined = call.query;
    while (query !== undefined) {
      const page: T = await this.#send({ ...call, query });
      query = nextPage(page.links?.next, query);
      yield { ...page, hasMore: query !== undefined };
    }
  }

  #send<T>(call: ApiCall<T>): Promise<T> {
    return this.#http.send({ ...call, giveUp: this.#giveUp }, this.#patience);
  }
}

function listed({ id, name, slug, group }: z.output<typeof createdOrganization>): ListedOrganization {
  return { id, name, slug, groupId: group?.id };
}

function integrationPath(orgId: string, integrationId: string): string {
  return `/v1/org/${encodeURIComponent(orgId)}/integrations/${encodeURIComponent(integrationId)}`;
}

function read(
  what: string,
  orgId: string,
): Pick<ApiCall<never>, "what" | "orgId" | "permission" | "method" | "repeat"> {
  return { what, orgId, permission: VIEW, method: "GET", repeat: "idempotent" };
}

function write(
  what: string,
  orgId: string,
  integrationId?: string,
): Pick<ApiCall<never>, "what" | "orgId" | "integrationId" | "permission"> {
  return { what, orgId, integrationId, permission: EDIT };
}

/**
 * Only the query of Snyk's `next` link is used, so that no answer can send the API key to another host. A link to the
 * same page ends the list.
 */
function nextPage(link: string | null | undefined, query: Query): Query | undefined {
  if (!link || !URL.canParse(link, "https://api.snyk.io")) return undefined;
  const { searchParams } = new URL(link, "https://api.snyk.io");
  const linked = [...new Set(searchParams.keys())].map(
    (name) => [name, valuesOf(searchParams, name)] as const,
  );
  const next = { ...query, ...Object.fromEntries(linked) };
  return isDeepStrictEqual(next, query) ? undefined : next;
}

function valuesOf(parameters: URLSearchParams, name: string): string | readonly string[] {
  const [first = "", ...more] = parameters.getAll(name);
  return more.length === 0 ? first : [first, ...more];
}
