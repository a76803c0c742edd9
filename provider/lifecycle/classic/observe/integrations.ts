import type { ListedIntegration, SnykApi } from "../../../snyk/api";
import { type Problem, SnykApiError } from "../../../snyk/errors";

/**
 * The integration of a type, or `undefined` when there is none: a creation after that makes one. V1's list is complete.
 * The REST list, which is in beta, is believed that a type is missing only where it has shown that type in this run.
 *
 * @param knownIn an organization that has one, for many looks: V1's calls are then left to those that need them
 */
export async function observeType(
  api: SnykApi,
  orgId: string,
  type: string,
  knownIn?: string,
): Promise<ListedIntegration | undefined> {
  if (await api.showsInRest(type, knownIn)) {
    const found = await listInRest(api, orgId);
    if (found !== undefined) return found.find((integration) => integration.type === type);
  }
  const exists = (await api.listIntegrations(orgId)).find((integration) => integration.type === type);
  if (exists === undefined) return undefined;
  return (await listInRest(api, orgId))?.find(({ id }) => id === exists.id) ?? exists;
}

/**
 * An integration by its id, or `undefined` when it is gone. Only V1's list, which is complete, can say that; an
 * organization that the key may not see throws.
 */
export async function observeId(
  api: SnykApi,
  orgId: string,
  id: string,
): Promise<ListedIntegration | undefined> {
  const listed = (await listInRest(api, orgId))?.find((integration) => integration.id === id);
  return listed ?? (await api.listIntegrations(orgId)).find((integration) => integration.id === id);
}

/**
 * The name of the Universal Broker's connection that the organization's integration of this type goes through, if it
 * does.
 *
 * @param known what to believe where Snyk does not tell
 */
export async function observeUniversal(
  api: SnykApi,
  { orgId, type }: { readonly orgId: string; readonly type: string },
  known?: string,
): Promise<string | undefined> {
  const connections = await unlessClosed(api.universalConnections(orgId));
  if (connections === undefined) return known;
  return connections.find((connection) => connection.type === type)?.name;
}

/** REST alone says whether a Broker is enabled. `undefined` where it is closed to this key, or to everybody. */
function listInRest(api: SnykApi, orgId: string): Promise<readonly ListedIntegration[] | undefined> {
  return unlessClosed(api.listIntegrationsWithBroker(orgId));
}

async function unlessClosed<T>(list: Promise<T>): Promise<T | undefined> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof SnykApiError && restIsClosed(error)) return undefined;
    throw error;
  }
}

const CLOSED: ReadonlySet<Problem> = new Set(["forbidden", "not-found", "conflict", "ended", "malformed"]);

function restIsClosed({ problem }: SnykApiError): boolean {
  return CLOSED.has(problem);
}
