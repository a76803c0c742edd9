import { isDeepStrictEqual } from "node:util";
import type { SharingSet } from "../stack/sharing-sets";
import { tokenChange } from "../stack/token-change";

/** An integration whose stored settings change; nothing happens at Snyk. */
export interface SettingsChange {
  readonly integration: string;
  /** The settings by name, with values where those are words of ours. */
  readonly changed: readonly string[];
  /** Whether the token stays as it is. */
  readonly tokenStays: boolean;
  /** Whether something in this stack uses the token. */
  readonly hasUsers: boolean;
}

export function settingsChange(set: SharingSet): SettingsChange | undefined {
  const { name, effect, before, after } = set.integration;
  if (effect !== "update") return undefined;
  const tokenStays = (tokenChange(set)?.event ?? "kept") === "kept";
  const hasUsers = set.users.length > 0;
  const changed = [
    ...(before?.onDelete === after?.onDelete
      ? []
      : [`onDelete ${before?.onDelete ?? "(not known)"} → ${after?.onDelete ?? "(not known)"}`]),
    ...(isDeepStrictEqual(before?.sharedWith, after?.sharedWith) ? [] : ["sharedWith"]),
  ];
  if (changed.length > 0) return { integration: name, changed, tokenStays, hasUsers };
  return tokenStays
    ? { integration: name, changed: ["credentialsOnDelete or api"], tokenStays, hasUsers }
    : undefined;
}
