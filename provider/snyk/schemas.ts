import { z } from "zod";

/** Answers of Snyk's API, as far as we read them. Unknown keys are fine; a missing one of ours is an error. */

const id = z.string().min(1);

/** `GET /v1/org/{orgId}/integrations`: integration id by type. */
export const integrationIds = z.record(z.string(), id);

/** `PUT` and `POST /v1/org/{orgId}/integrations…`: the token comes with an enabled Broker. */
export const enabledIntegration = z.object({ id, brokerToken: z.string().min(1).nullish() });

/** `POST …/authentication/provision-token`. Nothing but the token, which is shown once: all else may be missing. */
export const provisioned = z.object({ provisionalBrokerToken: z.string().min(1) });

/** `POST …/clone`. */
export const cloned = z.object({ newIntegrationId: id });

/**
 * An answer that says nothing but "done": nothing, `{}`, or an id. A sign-in page of a proxy, which comes with status
 * 200 as well, is none: nobody has switched or turned off anything then.
 */
export const empty = z.union([z.literal(""), z.null(), z.undefined(), z.strictObject({}), z.object({ id })]);

/** `links.next` of a page: Snyk's schema allows a text and an object. */
const nextLink = z
  .union([z.string(), z.object({ href: z.string() }).transform(({ href }) => href)])
  .nullish();
const links = z.object({ next: nextLink }).optional();

/** `GET /rest/orgs/{orgId}/integrations`, one page. */
export const restIntegrations = z.object({
  data: z.array(
    z.object({
      id,
      attributes: z.object({ integration_type: z.string(), has_broker: z.boolean().optional() }),
    }),
  ),
  links,
});

/** `GET /rest/orgs/{orgId}/brokers/connections`, one page. */
export const universalConnections = z.object({
  data: z.array(z.object({ attributes: z.object({ connection_type: z.string(), name: z.string() }) })),
  links,
});

const organization = z.object({ id, name: z.string(), slug: z.string(), group: z.object({ id }).nullish() });

/** `GET /v1/orgs`. */
export const organizations = z.object({ orgs: z.array(organization) });

/** `POST /v1/org`. */
export const createdOrganization = organization;

/** `GET /rest/groups/{groupId}/orgs`, one page. */
export const restOrganizations = z.object({
  data: z.array(z.object({ id, attributes: z.object({ name: z.string(), slug: z.string() }) })),
  links,
});

/**
 * `GET /rest/orgs/{orgId}/audit_logs/search`, one page. Snyk describes neither `content` nor, in an item, `user_id`,
 * which its answers have.
 */
export const auditLog = z.object({
  data: z.object({
    items: z
      .array(
        z.object({
          created: z.iso.datetime({ offset: true }),
          event: z.string(),
          user_id: z.string().nullish().catch(undefined),
          content: z.record(z.string(), z.unknown()).nullish().catch(undefined),
        }),
      )
      .default([]),
  }),
  links,
});

/** An account by its id: that there is one is all that is read. */
export const anAccount = z.object({ data: z.object({ id }) });

/** `GET /rest/self`: a person, a service account or an app. */
export const principal = z.object({
  data: z.object({
    type: z.string(),
    id,
    attributes: z.object({ default_org_context: id.nullish() }).optional(),
  }),
});

/** `GET /rest/orgs/{orgId}/service_accounts/{id}`, and the same of a group: only an access token has an end. */
export const serviceAccount = z.object({
  data: z.object({
    attributes: z.object({ auth_type: z.string(), access_token_expires_at: z.string().nullish() }),
  }),
});

/** `POST /oauth2/token`. Snyk's access tokens live for an hour, unless the service account says otherwise. */
export const accessToken = z
  .object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().default(3600) })
  .transform(({ access_token: token, expires_in: lifetime }) => ({ token, lifetime }));
