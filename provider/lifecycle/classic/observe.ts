import type { ListedIntegration, SnykApi } from "../../snyk/api";
import { SnykApiError } from "../../snyk/errors";

/** The integration of a type, or `undefined` when Snyk's own list lacks it. */
export async function observeType(
  api: SnykApi,
  orgId: string,
  type: string,
): Promise<ListedIntegration | undefined> {
  return (await listIntegrations(api, orgId)).find((integration) => integration.type === type);
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
  const listed = (await listIntegrations(api, orgId)).find((integration) => integration.id === id);
  return listed ?? (await api.listIntegrations(orgId)).find((integration) => integration.id === id);
}

/** REST says in one call whether a Broker is enabled. It is in beta: where it is refused, V1 says what exists. */
async function listIntegrations(api: SnykApi, orgId: string): Promise<readonly ListedIntegration[]> {
  try {
    return await api.listIntegrationsWithBroker(orgId);
  } catch (error) {
    if (error instanceof SnykApiError && restIsClosed(error)) return api.listIntegrations(orgId);
    throw error;
  }
}

function restIsClosed({ problem }: SnykApiError): boolean {
  return (
    problem === "forbidden" || problem === "not-found" || problem === "conflict" || problem === "malformed"
  );
}
