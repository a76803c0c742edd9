import type { Request, Response } from "express";
import type { Answer } from "./answer";
import { type DispatchServices, unlessFaulted } from "./dispatch";
import type { LogEntry } from "./request-log";

/** Below the origin, beside `/v1` and `/rest`. */
export const TOKEN_PATH = "/oauth2/token";

/**
 * Signs a service account in: OAuth 2.0 client credentials.
 * @see https://docs.snyk.io, "Service accounts using OAuth 2.0"
 */
export function accessToken(services: DispatchServices): (req: Request, res: Response) => Promise<void> {
  return async (req, res) => {
    const entry = services.log.add({
      at: services.clock.timestamp(),
      method: req.method,
      path: TOKEN_PATH,
      operation: "requestAccessToken",
      effect: false,
    });
    const answer = await unlessFaulted(services, req, res, entry, () => signIn(services, req.body, entry));
    if (answer !== undefined) res.status(answer.status).json(answer.body);
  };
}

function signIn(
  { store, settings, clock, accessTokens }: DispatchServices,
  text: unknown,
  entry: LogEntry,
): Answer {
  const form = new URLSearchParams(typeof text === "string" ? text : "");
  if (form.get("grant_type") !== "client_credentials")
    return { status: 400, body: { error: "unsupported_grant_type" } };
  const account = store.keys.find(
    ({ client }) => client?.id === form.get("client_id") && client.secret === form.get("client_secret"),
  );
  if (account === undefined) return { status: 401, body: { error: "invalid_client" } };
  const seconds = settings.get().accessTokenSeconds;
  entry.keyName = account.name;
  entry.effect = true;
  const token = accessTokens.issue(account.name, seconds, clock.now());
  return { status: 200, body: { access_token: token, expires_in: seconds, token_type: "bearer" } };
}
