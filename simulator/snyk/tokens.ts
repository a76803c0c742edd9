import { randomUUID } from "node:crypto";
import type { Services } from "./services";
import { Refusal } from "../api/errors";
import type { Integration, Organization } from "./model";

/**
 * Turns the broker on.
 * @returns the token to answer, or undefined where the settings say that none is told.
 */
export function enable({ settings, clock }: Services, integration: Integration): string | undefined {
  const { enableTwice, enableReturnsToken, reenableAfterDisable } = settings.get();
  const twice = integration.brokered && !integration.universal;
  delete integration.universal;
  if (!twice) {
    const former = reenableAfterDisable === "old-token" ? integration.formerToken : undefined;
    integration.liveToken = former ?? randomUUID();
    integration.brokered = true;
    integration.credentialFields = [];
  } else if (enableTwice === "new-token") {
    integration.liveToken = randomUUID();
  }
  delete integration.formerToken;
  integration.updated = clock.timestamp();
  return enableReturnsToken && !(twice && enableTwice === "no-token") ? integration.liveToken : undefined;
}

/** Turns the broker off for this integration alone: others that share its token keep it. */
export function disable(
  { settings, clock }: Services,
  integration: Integration,
  credentialFields: string[],
): void {
  if (integration.liveToken !== undefined) integration.formerToken = integration.liveToken;
  delete integration.liveToken;
  delete integration.universal;
  if (settings.get().provisionalTokenOnDisable === "dropped") delete integration.provisionalToken;
  integration.brokered = false;
  integration.credentialFields = credentialFields;
  integration.updated = clock.timestamp();
}

/** The Universal Broker takes its place: its broker token serves it no more, and others that share it keep it. */
export function moveToUniversal({ clock }: Services, integration: Integration, name: string): void {
  integration.brokered = true;
  delete integration.liveToken;
  delete integration.provisionalToken;
  integration.universal = { id: randomUUID(), name, deploymentId: randomUUID() };
  integration.credentialFields = [];
  integration.updated = clock.timestamp();
}

/** @returns a new provisional token: refused while another one is pending in its scope. */
export function provision(services: Services, org: Organization, integration: Integration): string {
  const { store, settings, clock } = services;
  const { provisionScope, provisionPendingStatus, provisionBesideUniversal } = settings.get();
  if (!integration.brokered) throw new Refusal(400, "Integration is not brokered");
  if (integration.universal && provisionBesideUniversal === "refused") {
    throw new Refusal(400, "Integration is not brokered by a classic Broker");
  }
  const scope = provisionScope === "group" ? store.integrationsOfGroup(org) : store.sharingSet(integration);
  if ([...scope, integration].some((other) => isPending(services, other))) {
    throw new Refusal(
      provisionPendingStatus,
      "A provisional broker token exists already for this integration or another one in its group",
    );
  }
  const token = randomUUID();
  integration.provisionalToken = { token, since: clock.now(), origin: "provisioned" };
  return token;
}

/** Makes the provisional token the live one, for all that share the live token of this integration. */
export function switchToken(services: Services, integration: Integration): void {
  const { store, settings, clock } = services;
  const { switchThrough, switchNoneStatus, oldTokenAfterSwitch } = settings.get();
  const sharing = store.sharingSet(integration);
  const candidates = switchThrough === "sharing-set" ? [integration, ...sharing] : [integration];
  const holder = candidates.find((candidate) => provisionalTokenOf(services, candidate) !== undefined);
  const next = holder && provisionalTokenOf(services, holder);
  if (!holder || next === undefined)
    throw new Refusal(switchNoneStatus, "No provisional broker token to switch to");

  const old = integration.liveToken;
  delete holder.provisionalToken;
  for (const member of new Set([integration, ...sharing])) {
    member.liveToken = next;
    member.updated = clock.timestamp();
  }
  if (oldTokenAfterSwitch === "provisional" && old !== undefined) {
    holder.provisionalToken = { token: old, since: clock.now(), origin: "switched-out" };
  }
}

/** @returns the provisional token, unless it has none or it has expired. */
export function provisionalTokenOf(
  { settings, clock }: Services,
  integration: Integration,
): string | undefined {
  const seconds = settings.get().provisionalTokenExpiresAfterSeconds;
  const provisional = integration.provisionalToken;
  if (provisional && seconds !== null && clock.now() >= provisional.since + seconds * 1000) return undefined;
  return provisional?.token;
}

function isPending(services: Services, integration: Integration): boolean {
  return (
    integration.provisionalToken?.origin === "provisioned" &&
    provisionalTokenOf(services, integration) !== undefined
  );
}

/** @returns a copy for another organization: same live token, same credentials and settings, own id. */
export function copyInto(services: Services, source: Integration, orgId: string): Integration {
  const now = services.clock.timestamp();
  return {
    id: randomUUID(),
    orgId,
    type: source.type,
    brokered: source.brokered,
    ...(source.liveToken !== undefined && { liveToken: source.liveToken }),
    ...(source.universal && { universal: { ...source.universal } }),
    credentialFields: [...source.credentialFields],
    settings: structuredClone(source.settings),
    created: now,
    updated: now,
  };
}
