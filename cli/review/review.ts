import { type Calls, callsOf } from "./calls";
import type { AgeLimit } from "../stack/age-limit";
import type { Preview } from "../stack/preview";
import { type SettingsChange, settingsChange } from "./settings-change";
import { sharingSets } from "../stack/sharing-sets";
import { type TokenChange, tokenChange } from "../stack/token-change";
import { type Warning, warningsOf } from "./warnings";

/** What a reviewer has to know. `--json` prints it as it is: a name in it is a contract. */
export interface Review {
  readonly tokens: readonly TokenChange[];
  readonly settings: readonly SettingsChange[];
  readonly calls: Calls;
  readonly warnings: readonly Warning[];
  /** Whether the preview lists unchanged resources too; without them clones, deferrals and ages are not seen. */
  readonly complete: boolean;
}

export function reviewOf(preview: Preview, limit: AgeLimit): Review {
  const sets = sharingSets(preview);
  return {
    tokens: sets.map(tokenChange).filter((change) => change !== undefined),
    settings: sets.map(settingsChange).filter((change) => change !== undefined),
    calls: callsOf(sets),
    warnings: warningsOf(sets, limit),
    complete: preview.complete,
  };
}

/** What `--fail-on` may name. */
export const FAIL_ON = ["outage", "rotation"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** Which of `wanted` the review finds. */
export function foundOf({ tokens, warnings }: Review, wanted: readonly FailOn[]): readonly FailOn[] {
  const found: Record<FailOn, boolean> = {
    outage: warnings.some(({ outage }) => outage),
    // A creation that is only now completed replaces nothing that was in use.
    rotation: tokens.some(
      ({ event, wasLive }) =>
        wasLive && (event === "rotated" || event === "completed" || event === "enabled again"),
    ),
  };
  return FAIL_ON.filter((failure) => wanted.includes(failure) && found[failure]);
}
