import { createHash } from "node:crypto";
import type { ApiKey } from "./model";

/** The id by which Snyk knows whose a key is: a UUID that is the same for the same name, with a state file or without. */
export function principalId({ name }: Pick<ApiKey, "name">): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** How it signs in, as Snyk's list of service accounts says it. */
export function authType({ client, expires }: ApiKey): "oauth_client_secret" | "access_token" | "api_key" {
  if (client !== undefined) return "oauth_client_secret";
  return expires === undefined ? "api_key" : "access_token";
}
