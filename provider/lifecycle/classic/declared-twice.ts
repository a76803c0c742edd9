import { type CheckContext } from "../context";
import { placeOf } from "./identity";
import { type CheckFailure, checkFailure } from "../engine/protocol";
import { isUnknown, type Unknown } from "../engine/unknown";

/** Refuses, in the preview, two resources that are to hold the same integration: each would end the other's. */
export function declaredTwice(
  { ledger, origin, resource }: CheckContext,
  {
    orgId,
    type,
    api,
  }: { readonly orgId: string | Unknown; readonly type: string | Unknown; readonly api?: unknown },
): readonly CheckFailure[] {
  if (isUnknown(orgId) || isUnknown(type) || isUnknown(api)) return [];
  const at = origin(api);
  const other = at && ledger.holders.declare(placeOf({ origin: at }, { orgId, type }), resource);
  if (!other) return [];
  return [
    checkFailure(
      `orgId: ${type} in organization ${orgId} is declared twice, by ${other} and by ${resource}; Snyk has one ` +
        `integration of a type in an organization, take one of them out`,
    ),
  ];
}
