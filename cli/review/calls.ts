import type { SharingSet } from "../stack/sharing-sets";
import { isClonedAgain, type TokenChange, tokenChange } from "../stack/token-change";

/** Calls that change something at Snyk. Reading calls are not counted. */
export interface Calls {
  readonly enable: number;
  readonly provision: number;
  readonly switch: number;
  readonly clone: number;
  readonly disable: number;
}

/** The calls that `pulumi up` will make, when all goes well. */
export function callsOf(sets: readonly SharingSet[]): Calls {
  const calls = { enable: 0, provision: 0, switch: 0, clone: 0, disable: 0 };
  for (const set of sets) {
    const change = tokenChange(set);
    if (change === undefined) continue;
    if (change.issued) calls[isProvisioned(change) ? "provision" : "enable"]++;
    if (change.switched) calls.switch++;
    if (endsAtSnyk(set, change)) calls.disable++;
    for (const { effect, before, after } of set.clones) {
      const replaced = effect === "replace";
      const again = effect === "update" && isClonedAgain(before, after);
      if ((effect === "create" || replaced || again) && after?.adopt !== true) calls.clone++;
      if ((effect === "delete" || replaced) && before?.onDelete !== "retain") calls.disable++;
    }
  }
  return calls;
}

/** Enabling answers with a token; a token beside a live one has to be provisioned. */
function isProvisioned({ event }: TokenChange): boolean {
  return event === "rotated" || event === "completed";
}

function endsAtSnyk({ integration: { before } }: SharingSet, { event }: TokenChange): boolean {
  return event === "cut off" || (event === "replaced" && before?.onDelete !== "retain");
}
