import type { z } from "zod";
import type { Answer } from "./answer";
import { integrationNotFound, type ErrorShape } from "./errors";
import type { ApiKey, AuditEventName, Integration, Organization, Permission } from "../snyk/model";
import type { Operation, UpdateDetail } from "./operations";
import type { Services } from "../snyk/services";

export interface CallRequest<Body> extends Services {
  readonly key: ApiKey;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly body: Body;
  /** Notes in the audit log what the key does. */
  readonly record: (event: AuditEventName, integration: Pick<Integration, "id" | "orgId">) => void;
}

export interface OrgCallRequest<Body> extends CallRequest<Body> {
  /** The organization of `:orgId`, which the key may see. */
  readonly org: Organization;
}

interface CallHead {
  readonly operation: Operation;
  readonly api: "v1" | "rest";
  readonly method: "get" | "post" | "put" | "delete";
  /** Express path below `/v1` or `/rest`. */
  readonly path: string;
  /** @default "v1" or "rest", after `api` */
  readonly errors?: ErrorShape;
  /** For the log: what the body asks for. Must not throw. */
  readonly detail?: (body: unknown) => UpdateDetail | undefined;
}

/** One call of the API: what it takes, which permissions it needs, how it is answered. */
export interface ServedCall extends CallHead {
  readonly permissions: readonly Permission[];
  readonly schema?: z.ZodType;
  readonly answer: (request: CallRequest<unknown>, org: Organization | undefined) => Answer;
}

interface Handled<Body, Request> extends CallHead {
  readonly permissions?: readonly Permission[];
  /** Schema of the JSON body; without one a body is ignored. */
  readonly body?: z.ZodType<Body>;
  readonly answer: (request: Request) => Answer;
}

/** A call outside of any organization. */
export function defineCall<Body = undefined>(call: Handled<Body, CallRequest<Body>>): ServedCall {
  const { body: schema, permissions = [], answer, ...head } = call;
  // The dispatcher passes what `schema` has parsed, hence the cast.
  return {
    ...head,
    permissions,
    ...(schema && { schema }),
    answer: (request) => answer(request as CallRequest<Body>),
  };
}

/** A call whose path has `:orgId`: found, and permitted there, before `answer` runs. */
export function defineOrgCall<Body = undefined>(call: Handled<Body, OrgCallRequest<Body>>): ServedCall {
  const { body: schema, permissions = [], answer, ...head } = call;
  return {
    ...head,
    permissions: ["View Organization", ...permissions],
    ...(schema && { schema }),
    answer: (request, org) => {
      if (!org) throw new Error(`the path of ${head.operation} has no :orgId`);
      return answer({ ...(request as CallRequest<Body>), org });
    },
  };
}

/** @returns the integration of `:integrationId`, in the organization of the call. */
export function integrationOf({ store, org, params }: OrgCallRequest<unknown>): Integration {
  const id = params["integrationId"] ?? "";
  const integration = store.integrationsOf(org.id).find((candidate) => candidate.id === id);
  if (!integration) throw integrationNotFound(id);
  return integration;
}
