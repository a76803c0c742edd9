import { z } from "zod";
import { type CheckFailure, checkFailure, type Properties } from "./protocol";

/** A value that a preview does not know yet. A type of its own, so that no check can take it for a real value. */
export const UNKNOWN = Symbol("unknown");
export type Unknown = typeof UNKNOWN;

/** `T`, each field of which a preview may not know. */
export type MaybeKnown<T> = { readonly [K in keyof T]: T[K] | Unknown };

/**
 * What the engine sends in place of an unknown value, one text per kind of value. The first is itself a well-formed
 * UUID.
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
 */
const SENTINELS = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // string
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

export function isUnknown(value: unknown): value is Unknown {
  return value === UNKNOWN;
}

/** Whether `value` is, or contains, something that a preview does not know. */
export function containsUnknown(value: unknown): boolean {
  if (typeof value === "string") return SENTINELS.has(value);
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (typeof value === "object" && value !== null) return Object.values(value).some(containsUnknown);
  return false;
}

/**
 * The fields of a schema that are known now, checked; the others as `UNKNOWN`, unchecked.
 * @param fromOthers Fields that a resource class takes from another resource. When that one fails, `pulumi up
 *   --continue-on-error` leaves them out here and skips this resource: a complaint would end the whole run.
 */
export function parseKnown<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  values: Properties,
  fromOthers: readonly (keyof Shape)[] = [],
): { readonly fields: MaybeKnown<z.output<z.ZodObject<Shape>>>; readonly failures: readonly CheckFailure[] } {
  const failures: CheckFailure[] = [];
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const value = values[name];
    if (containsUnknown(value) || (value === undefined && fromOthers.includes(name))) {
      fields[name] = UNKNOWN;
      continue;
    }
    const parsed = z.safeParse(field, value);
    if (parsed.success) fields[name] = parsed.data;
    else
      failures.push(
        ...parsed.error.issues.map((issue) => checkFailure(sentence([name, ...issue.path], issue.message))),
      );
  }
  return { fields: fields as MaybeKnown<z.output<z.ZodObject<Shape>>>, failures };
}

function sentence(path: readonly PropertyKey[], message: string): string {
  return `${path.map(String).join(".")}: ${message}`;
}
