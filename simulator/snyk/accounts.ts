import { createHash } from "node:crypto";
import type { ApiKey } from "./model";

/** Who works in the web UI. */
export const PERSON = {
  id: "c0000000-0000-4000-8000-000000000001",
  name: "Pat",
  email: "pat@example.com",
} as const;

/** The id of a key's account, a service account: the same after a restart, for state files do not have it. */
export function accountOf({ name }: Pick<ApiKey, "name">): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
