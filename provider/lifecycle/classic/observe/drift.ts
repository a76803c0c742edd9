import type { ListedIntegration } from "../../../snyk/api";
import type { Context } from "../../context";
import { observeUniversal } from "./integrations";
import { type TurnedOff, turnedOff } from "./turned-off-by";
import { cameBack, movedAway } from "../universal";

/** An integration, as a state has it. */
export interface StoredStanding extends TurnedOff {
  readonly brokered: boolean;
  readonly universalConnection?: string | undefined;
}

/** How it stands by now. */
export interface Standing {
  /** Whether its classic Broker is on. */
  readonly brokered: boolean;
  /** The Universal Broker's connection that it goes through. */
  readonly universalConnection?: string;
}

/**
 * What a refresh finds out about a Broker, and tells: it was turned off, has moved to the Universal Broker or come back.
 *
 * @param again what `pulumi up` does about one that is off
 * @returns `undefined` where all is as stored
 */
export async function drift(
  ctx: Context,
  stored: StoredStanding,
  found: ListedIntegration,
  again: "enables it again" | "clones it again",
): Promise<Standing | undefined> {
  const former = stored.universalConnection;
  const isOff = found.brokered === false;
  const connection = isOff ? undefined : await observeUniversal(ctx.api, stored, former);
  if (connection === former && (!isOff || !stored.brokered)) return undefined;
  if (connection !== undefined) {
    ctx.log(movedAway(stored, connection));
    return { brokered: false, universalConnection: connection };
  }
  if (isOff) ctx.log(await turnedOff(ctx, stored, again));
  else if (former !== undefined) ctx.log(cameBack(stored, former, again));
  return { brokered: !isOff };
}
