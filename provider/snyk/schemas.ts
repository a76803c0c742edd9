import { z } from "zod";

/** Answers of Snyk's API, as far as we read them. Unknown keys are fine; a missing one of ours is an error. */

const id = z.string().min(1);

/** `GET /v1/org/{orgId}/integrations`: integration id by type. */
export const integrationIds = z.record(z.string(), id);

/** `PUT` and `POST /v1/org/{orgId}/integrations…`: the token comes with an enabled Broker. */
export const enabledIntegration = z.object({ id, brokerToken: z.string().min(1).nullish() });

/** `POST …/authentication/provision-token`. */
export const provisioned = z.object({ id, provisionalBrokerToken: z.string().min(1) });

/** `POST …/clone`. */
export const cloned = z.object({ newIntegrationId: id });

/** An answer whose body says nothing: some calls send `{}`, some nothing. */
export const empty = z.unknown();

/** `GET /rest/orgs/{orgId}/integrations`, one page. */
export const restIntegrations = z.object({
  data: z.array(
    z.object({
      id,
      attributes: z.object({ integration_type: z.string(), has_broker: z.boolean().optional() }),
    }),
  ),
  links: z.object({ next: z.string().nullish() }).optional(),
});

/** `GET /v1/orgs`. */
export const organizations = z.object({
  orgs: z.array(z.object({ id, name: z.string(), group: z.object({ id }).nullish() })),
});
