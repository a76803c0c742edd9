import { begins, staysOn } from "../stack/places";
import type { SharingSet } from "../stack/sharing-sets";
import { isClonedAgain, isTurnedOff, type TokenChange, tokenChange } from "../stack/token-change";

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
    if (change.issued) calls[change.enabled ? "enable" : "provision"]++;
    if (change.switched) calls.switch++;
    if (endsAtSnyk(set, change)) calls.disable++;
    for (const clone of set.clones) {
      if (isClonedAgain(set, clone) || (begins(clone) && clone.after?.adopt !== true)) calls.clone++;
      if (isTurnedOff(clone)) calls.disable++;
    }
  }
  return calls;
}

function endsAtSnyk({ integration: { before } }: SharingSet, { event, heldBy }: TokenChange): boolean {
  return event === "cut off" || (event === "replaced" && !staysOn(before) && heldBy === undefined);
}
