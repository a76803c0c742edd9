import type { Change } from "./change";

/** Where an integration is: V1 has one of a type in an organization. */
export interface Place {
  readonly orgId?: string | undefined;
  readonly type?: string | undefined;
}

/** Of a resource that ends. */
export interface Held {
  /** Name of another resource that is to have its place: `pulumi up` turns nothing off then. */
  readonly heldBy: string | undefined;
}

/** Whatever has a place: an integration or a clone. */
export type Placed = Change<
  Place & { readonly brokered?: boolean | undefined; readonly adopt?: boolean | undefined }
>;

/** Whether nothing at Snyk is turned off when it ends: the program says so, or it goes through the Universal Broker. */
export function staysOn(
  before:
    { readonly onDelete?: string | undefined; readonly universalConnection?: string | undefined } | undefined,
): boolean {
  return before?.onDelete === "retain" || before?.universalConnection !== undefined;
}

/**
 * Who is to have the place of a resource that ends: its own replacement, if need be. One whose creation is refused keeps
 * what is there as well.
 */
export function heldBy(ending: Placed, all: readonly Placed[]): string | undefined {
  if (!ends(ending)) return undefined;
  return all.find((other) => samePlace(other.after, ending.before))?.name;
}

/** For whose sake `pulumi up` refuses to create a resource: who is still there when it is to take the place. */
export function refusedFor<Other extends Placed>(created: Placed, all: readonly Other[]): Other | undefined {
  return all.find(
    (other) => ends(other) && samePlace(other.before, created.after) && isRefused(created, other),
  );
}

/** What is there already is taken over only where the program says so. One whose Broker is off is free. */
function isRefused(created: Placed, former: Placed): boolean {
  return begins(created) && created.after?.adopt !== true && former.before?.brokered !== false;
}

export function ends({ effect }: Placed): boolean {
  return effect === "delete" || effect === "replace";
}

export function begins({ effect }: Placed): boolean {
  return effect === "create" || effect === "replace";
}

export function samePlace(one: Place | undefined, other: Place | undefined): boolean {
  return (
    one?.orgId !== undefined &&
    one.orgId.toLowerCase() === other?.orgId?.toLowerCase() &&
    one.type === other.type
  );
}
