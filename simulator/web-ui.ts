import { randomUUID } from "node:crypto";
import { z } from "zod";
import { disable, enable, moveToUniversal, provisionalTokenOf } from "./snyk/tokens";
import type { Services } from "./snyk/services";
import { credentialProblem, INTEGRATION_TYPES } from "./snyk/integration-types";
import { PERSON } from "./snyk/person";
import { record } from "./snyk/audit-log";
import type { AuditEventName, Integration } from "./snyk/model";
import { validate } from "./api/validate";

export const newIntegrationSchema = z.strictObject({
  /** The organization that gets it. */
  orgId: z.string(),
  /** Integration type, such as `gitlab`. */
  type: z.enum(INTEGRATION_TYPES as [string, ...string[]]),
  /** Without credentials the integration starts brokered. */
  credentials: z.record(z.string(), z.string()).optional(),
});

/**
 * An integration to add by hand.
 * @useDeclaredType
 */
export type NewIntegration = z.infer<typeof newIntegrationSchema>;

/** What a person sees in Snyk's Web UI, and can do there by hand, past every API. */
export class WebUi {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** The tokens of an integration: what "Broker Credentials" shows. */
  tokens(integrationId: string): {
    /** The live token. */
    readonly brokerToken?: string;
    /** The token that was provisioned and not switched to. */
    readonly provisionalBrokerToken?: string;
  } {
    const integration = this.#find(integrationId);
    const provisional = provisionalTokenOf(this.#services, integration);
    return {
      ...(integration.liveToken !== undefined && { brokerToken: integration.liveToken }),
      ...(provisional !== undefined && { provisionalBrokerToken: provisional }),
    };
  }

  /** Enables its Broker. */
  turnBrokerOn(integrationId: string): void {
    const integration = this.#find(integrationId);
    enable(this.#services, integration);
    this.#done("org.integration.edit", integration);
  }

  /** Disables its Broker. */
  turnBrokerOff(integrationId: string): void {
    const integration = this.#find(integrationId);
    disable(this.#services, integration, []);
    this.#done("org.integration.edit", integration);
  }

  /** Has it go through the Universal Broker, as Snyk's own tool does. @param name of the connection */
  moveToUniversal(integrationId: string, name = "universal"): void {
    moveToUniversal(this.#services, this.#find(integrationId), name);
    this.#services.store.save();
  }

  /** Removes it, which no API can. */
  removeIntegration(integrationId: string): void {
    const integration = this.#find(integrationId);
    this.#services.store.removeIntegration(integration.id);
    this.#done("org.integration.delete", integration);
  }

  /** Gives an organization another name, which V1 cannot. */
  renameOrganization(orgId: string, name: string): void {
    this.#services.store.renameOrg(orgId, name);
    this.#services.store.save();
  }

  /** @returns the id of the new integration. */
  addIntegration(wanted: NewIntegration): string {
    const { store, clock } = this.#services;
    const { orgId, type, credentials } = validate(newIntegrationSchema, wanted, "integration");
    if (!store.org(orgId)) throw new Error(`There is no organization ${orgId}`);
    if (store.integrationByType(orgId, type))
      throw new Error(`${orgId} has an integration of type ${type} already`);
    const problem = credentials && credentialProblem(type, credentials, { allowEmpty: false });
    if (problem) throw new Error(problem);
    const now = clock.timestamp();
    const integration: Integration = {
      id: randomUUID(),
      orgId,
      type,
      brokered: false,
      credentialFields: Object.keys(credentials ?? {}),
      settings: {},
      created: now,
      updated: now,
    };
    store.addIntegration(integration);
    if (!credentials) enable(this.#services, integration);
    this.#done("org.integration.create", integration);
    return integration.id;
  }

  #done(event: AuditEventName, integration: Integration): void {
    record(this.#services, event, integration, PERSON.id);
    this.#services.store.save();
  }

  #find(id: string): Integration {
    const integration = this.#services.store.integration(id);
    if (!integration) throw new Error(`There is no integration ${id}`);
    return integration;
  }
}
