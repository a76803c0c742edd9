import { UserError } from "../../snyk/errors";
import type { Context } from "../context";
import { observeUniversal } from "./observe/integrations";

/**
 * Integrations that go through the Universal Broker, another product beside the classic one. Their broker token serves
 * nobody, and what a classic call does to them is not documented: they are left as they are.
 */

/** One integration: an organization has one of a type. */
interface Place {
  readonly orgId: string;
  readonly type: string;
}

/**
 * Refuses to change what goes through the Universal Broker.
 * @throws UserError
 */
export async function refuseUniversal(ctx: Context, place: Place, remedy: string): Promise<void> {
  const connection = await observeUniversal(ctx.api, place);
  if (connection === undefined) return;
  throw new UserError(`${headline(place, connection)}. Nothing was changed. ${remedy}`);
}

/** Of a resource that has been there before. */
export const LOOK_AGAIN =
  "Run `pulumi refresh`: this stack then leaves it alone, until it is disconnected there.";

/** Of a resource that is new. */
export const NOT_FOR_CLASSIC =
  "There is no broker token to take over or to share: leave this resource out, or disconnect the integration from that " +
  "connection first.";

/** For the person who refreshes: what was found, and what follows from it. */
export function movedAway(place: Place, connection: string): string {
  return (
    `${headline(place, connection)} now. Its broker token serves nobody there: this stack neither rotates it nor enables ` +
    `it again, and leaves it on when the resource is deleted. Remove the resource from the program when you need no way back.`
  );
}

/**
 * For the person who refreshes: it is classic again, and with which token Snyk does not tell.
 * @param again how this stack would bring it about
 */
export function cameBack(
  { orgId, type }: Place,
  connection: string,
  again: "enables it again" | "clones it again",
): string {
  const compare =
    again === "enables it again"
      ? "with the brokerToken of this stack: if they differ, keep a client of the present one running, and give the " +
        "resource another `rotation.trigger`."
      : "with that of its source: if they differ, remove the integration there, run `pulumi refresh`, then `pulumi up`, " +
        "which clones it anew.";
  return (
    `${type} in organization ${orgId} has left the Universal Broker (connection "${connection}"). Compare its token in ` +
    `Snyk's web UI (Broker Credentials) ${compare}`
  );
}

/** For the person who reads a preview, or deletes it. */
export function leftAlone(place: Place, connection: string): string {
  return `${headline(place, connection)}: it is left as it is.`;
}

/** A rotation that somebody has asked for must not be passed over. */
export function cannotRotate(place: Place, connection: string): string {
  return (
    `rotation.trigger: ${headline(place, connection)}: it has no broker token to rotate. Give \`rotation.trigger\` its ` +
    `former text; the credentials of the connection are changed in the Universal Broker`
  );
}

function headline({ orgId, type }: Place, connection: string): string {
  return `${type} in organization ${orgId} goes through the Universal Broker (connection "${connection}")`;
}
