import { defineOrgCall, type OrgCallRequest } from "../call";
import { Refusal } from "../errors";
import { auditLogOf } from "../../snyk/audit-log";
import type { AuditEvent } from "../../snyk/model";
import { link } from "./paging";
import { requireVersion } from "./version";

const SINCE = "2023-09-11";
const LARGEST = 100;

/** Pages by `cursor`, and answers an object with `items`, unlike the lists of REST. */
export const restSearchAuditLog = defineOrgCall({
  operation: "restSearchAuditLog",
  api: "rest",
  method: "get",
  path: "/orgs/:orgId/audit_logs/search",
  permissions: ["View Audit Logs"],
  answer: (request) => {
    requireVersion(request.query, SINCE);
    const { auditLog } = request.settings.get();
    if (auditLog === "forbidden") throw new Refusal(403, "Audit logs are not part of the plan");
    const found = searched(request);
    const [size, begin] = [sizeOf(request.query), cursorOf(request.query)];
    const end = begin + size;
    const items = found.slice(begin, end).map((event) => item(event, auditLog !== "names-no-integration"));
    return {
      status: 200,
      body: {
        jsonapi: { version: "1.0" },
        data: { type: "audit_logs", items },
        links: end < found.length ? { next: link(request, turned(request.target, end)) } : {},
      },
    };
  },
});

function searched({ store, clock, org, query }: OrgCallRequest<unknown>): readonly AuditEvent[] {
  const [events, excluded] = [query.getAll("events"), query.getAll("exclude_events")];
  if (events.length > 0 && excluded.length > 0) throw badParameter("exclude_events");
  const yesterday = new Date(clock.now() - 86_400_000).toISOString().slice(0, 10);
  const from = timeOf(query, "from") ?? new Date(yesterday).toISOString();
  const to = timeOf(query, "to");
  const found = auditLogOf(store, clock, org.id).filter(
    ({ event, created, userId }) =>
      created >= from &&
      (to === undefined || created < to) &&
      (events.length === 0 || events.includes(event)) &&
      !excluded.includes(event) &&
      (query.get("user_id") ?? userId) === userId &&
      query.get("project_id") === null,
  );
  return query.get("sort_order") === "ASC" ? found.toReversed() : found;
}

/** What Snyk's specification leaves out and its answers have: `user_id`, and what `content` holds. */
function item({ created, event, orgId, integrationId, userId }: AuditEvent, isNamed: boolean): object {
  const content = isNamed ? { integrationPublicId: integrationId } : {};
  return { created, event, org_id: orgId, user_id: userId, content };
}

function sizeOf(query: URLSearchParams): number {
  const size = Number(query.get("size") ?? LARGEST);
  if (Number.isInteger(size) && size >= 1 && size <= LARGEST) return size;
  throw badParameter("size");
}

function cursorOf(query: URLSearchParams): number {
  const cursor = Number(Buffer.from(query.get("cursor") ?? "", "base64url").toString());
  if (Number.isInteger(cursor) && cursor >= 0) return cursor;
  throw badParameter("cursor");
}

function timeOf(query: URLSearchParams, parameter: string): string | undefined {
  const text = query.get(parameter);
  if (text === null) return undefined;
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(Date.parse(text))) throw badParameter(parameter);
  return new Date(text).toISOString();
}

function turned(target: string, cursor: number): string {
  const url = new URL(target, "http://localhost");
  url.searchParams.set("cursor", Buffer.from(String(cursor)).toString("base64url"));
  return `${url.pathname}${url.search}`;
}

function badParameter(parameter: string): Refusal {
  return new Refusal(400, `${parameter} is not valid`, { source: { parameter } });
}
