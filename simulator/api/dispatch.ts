import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import type { z } from "zod";
import { authenticate, requireOrg, requirePermissions } from "./auth";
import type { Answer } from "./answer";
import type { AccessTokens } from "../snyk/access-tokens";
import { principalId } from "../snyk/principal";
import { record } from "../snyk/audit-log";
import type { Services } from "../snyk/services";
import type { CallRequest, ServedCall } from "./call";
import { errorAnswer, Refusal, unauthorized } from "./errors";
import type { Fault, Faults } from "./faults";
import { misbehave, pause } from "./misbehave";
import type { RateLimiter } from "./rate-limit";
import type { LogEntry, RequestLog } from "./request-log";
import { firstProblem } from "./validate";

export interface DispatchServices extends Services {
  readonly accessTokens: AccessTokens;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly rate: RateLimiter;
}

type Done = Parameters<CallRequest<unknown>["record"]>;

/** @returns the Express handler of one call: count it, log it, meet a fault or not, answer. */
export function dispatch(
  services: DispatchServices,
  call: ServedCall,
): (req: Request, res: Response) => Promise<void> {
  return async (req, res) => {
    const over = services.rate.begin(call.api, services.clock.now());
    res.once("close", over);
    const body = parseJson(req.body);
    const entry = logged(services, call, req, body);
    const answer = await unlessFaulted(services, req, res, entry, () =>
      perform(services, call, req, body, entry),
    );
    if (answer === undefined) return;
    if (answer.status === 429) services.rate.noteRefused();
    send(res, call, answer, {
      ...services.rate.headers(call.api, entry.keyName ?? "", services.clock.now()),
      ...endOfLife(call, services.settings.get().restSunset),
    });
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc8594 */
function endOfLife({ api }: ServedCall, sunset: string | null): Record<string, string> {
  if (api !== "rest" || sunset === null) return {};
  return { sunset: new Date(sunset).toUTCString(), deprecation: "true" };
}

/** Does what a call asks for, around the fault that it meets. @returns `undefined` where the fault has ended the call */
export async function unlessFaulted(
  services: DispatchServices,
  req: Request,
  res: Response,
  entry: LogEntry,
  perform: () => Answer,
): Promise<Answer | undefined> {
  const fault = services.faults.take(entry);
  if (fault) entry.faulted = { kind: fault.kind, effect: fault.effect };
  if (fault?.effect === "before" && (await endedBy(fault, services, req, res, entry))) return undefined;
  const answer = perform();
  if (fault?.effect === "after" && (await endedBy(fault, services, req, res, entry))) return undefined;
  entry.status = answer.status;
  return answer;
}

/** @returns whether the fault has ended the call: a delay lets it go on. */
async function endedBy(
  fault: Fault,
  services: DispatchServices,
  req: Request,
  res: Response,
  entry: LogEntry,
): Promise<boolean> {
  if (fault.kind === "delay") {
    // What a call asks for is done behind a delay even if the client has gone.
    await pause(fault.ms, fault.effect === "after" ? res : undefined);
    return false;
  }
  const status = misbehave(req, res, fault);
  if (status !== undefined) entry.status = status;
  if (status === 429) services.rate.noteRefused();
  return true;
}

/** Does what the call asks for, or finds out why not. Synchronous, so that two calls never mix. */
function perform(
  services: DispatchServices,
  call: ServedCall,
  req: Request,
  body: unknown,
  entry: LogEntry,
): Answer {
  try {
    const { key, scheme } = authenticate(services, req.get("authorization"));
    entry.keyName = key.name;
    const settings = services.settings.get();
    const writes = call.method !== "get";
    if (call.api === "v1" && writes && scheme === "bearer" && settings.bearerOnV1Writes === "refused") {
      throw unauthorized();
    }
    const rests = settings.rateLimitBlock === "until-it-rests";
    const waitMs = services.rate.take(call.api, key.name, services.clock.now(), rests);
    if (waitMs > 0) throw tooManyRequests(waitMs, settings.retryAfter);

    const params = parametersOf(req);
    const orgId = params["orgId"];
    const org = orgId === undefined ? undefined : requireOrg(services.store, key, orgId);
    requirePermissions(key, call.permissions, orgId, settings);
    const { store, clock, url } = services;
    const query = new URL(req.originalUrl, "http://localhost").searchParams;
    const request = {
      store,
      settings: services.settings,
      clock,
      url,
      key,
      params,
      query,
      target: req.originalUrl,
      record: (...done: Done) => record(services, ...done, principalId(key)),
    };
    const answer = call.answer({ ...request, body: call.schema && validated(call.schema, body) }, org);
    if (writes) services.store.save();
    entry.effect = true;
    if (answer.integrationId !== undefined) entry.integrationId = answer.integrationId;
    return answer;
  } catch (error) {
    const shape = call.errors ?? call.api;
    if (error instanceof Refusal) return errorAnswer(shape, error);
    console.error(
      `simulator: ${call.operation} failed: ${error instanceof Error ? error.message : String(error)}`,
    );
    return errorAnswer(shape, new Refusal(500, "The simulator failed: its own output says why"));
  }
}

function logged(services: DispatchServices, call: ServedCall, req: Request, body: unknown): LogEntry {
  const { orgId, integrationId } = parametersOf(req);
  const detail = call.detail?.(body);
  return services.log.add({
    at: services.clock.timestamp(),
    method: req.method,
    path: `/${call.api}${call.path}`,
    operation: call.operation,
    ...(detail !== undefined && { detail }),
    ...(orgId !== undefined && { orgId: printable(orgId) }),
    ...(integrationId !== undefined && { integrationId: printable(integrationId) }),
    effect: false,
  });
}

/** A confused client may send anything in place of an id, so only ids that we know of are logged as they are. */
function printable(id: string): string {
  return /^[0-9a-f-]{36}$/i.test(id) ? id : "(not an id)";
}

function parametersOf(req: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(req.params).map(([name, value]) => [name, Array.isArray(value) ? value.join("/") : value]),
  );
}

const NOT_JSON = Symbol("a body that is not JSON");

function parseJson(text: unknown): unknown {
  if (typeof text !== "string" || text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return NOT_JSON;
  }
}

function validated(schema: z.ZodType, body: unknown): unknown {
  if (body === undefined) throw new Refusal(400, "A JSON body is required");
  if (body === NOT_JSON) throw new Refusal(400, "The body is not JSON");
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new Refusal(400, firstProblem(result.error));
}

function tooManyRequests(waitMs: number, retryAfter: boolean): Refusal {
  const headers = { "retry-after": String(Math.ceil(waitMs / 1000)) };
  return new Refusal(429, "Too many requests", retryAfter ? { headers } : {});
}

function send(
  res: Response,
  call: ServedCall,
  { status, headers, body }: Answer,
  more: Record<string, string>,
): void {
  if (res.destroyed) return;
  res.status(status).set({ ...headers, ...more });
  if (call.api === "rest") res.set("snyk-request-id", randomUUID());
  if (body === undefined) {
    res.end();
    return;
  }
  res.type(call.api === "rest" ? "application/vnd.api+json" : "application/json; charset=utf-8");
  res.send(JSON.stringify(body));
}
