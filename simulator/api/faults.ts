import { z } from "zod";
import { validate } from "./validate";
import { OPERATIONS, UPDATE_DETAILS, type Operation } from "./operations";

const TEN_MINUTES = 600_000;

const target = {
  /** Which calls it hits. */
  operation: z.enum(OPERATIONS),
  /** Only this kind of `updateIntegration`. */
  detail: z.enum(UPDATE_DETAILS).optional(),
  /** Only calls in this organization. */
  orgId: z.string().optional(),
  /** How many calls it hits. Default 1. */
  times: z.int().positive().optional(),
  /** How many matching calls pass before the first that it hits. Default 0. */
  skip: z.int().nonnegative().optional(),
  /** Whether what the call asks for is left undone ("before") or done ("after"). */
  effect: z.enum(["before", "after"]),
};

export const faultSchema = z.discriminatedUnion("kind", [
  /** Waits, then goes on as usual: "before" waits ahead of the effect, "after" behind it. */
  z.strictObject({
    ...target,
    /** A late answer. */
    kind: z.literal("delay"),
    /** How late, milliseconds. */
    ms: z.number().nonnegative().max(TEN_MINUTES),
  }),
  z.strictObject({
    ...target,
    /** A refusal or a failure of Snyk's. */
    kind: z.literal("status"),
    /** The HTTP status. */
    status: z.union([
      z.literal(410),
      z.literal(429),
      z.literal(500),
      z.literal(502),
      z.literal(503),
      z.literal(504),
    ]),
    /** `Retry-After`: seconds, or an HTTP date. */
    retryAfter: z.union([z.number(), z.string()]).optional(),
  }),
  /** The connection is reset without an answer. */
  z.strictObject({
    ...target,
    /** A connection that breaks. */
    kind: z.literal("reset"),
  }),
  /** No answer until the client gives up; after `ms` (default and most: 10 minutes) the connection is reset. */
  z.strictObject({
    ...target,
    /** No answer at all. */
    kind: z.literal("hang"),
    /** Until the connection is reset, milliseconds. */
    ms: z.number().positive().max(TEN_MINUTES).optional(),
  }),
  /** An HTML page in place of JSON, as a proxy answers. Default status 200. */
  z.strictObject({
    ...target,
    /** A proxy's page. */
    kind: z.literal("html"),
    /** The HTTP status. */
    status: z.union([z.literal(200), z.literal(502)]).optional(),
  }),
  /** JSON of another shape than the contract's, with status 200. */
  z.strictObject({
    ...target,
    /** An answer of another shape. */
    kind: z.literal("malformed"),
  }),
]);

/**
 * A misbehaviour to order for coming calls: `{ operation: "provisionToken", effect: "after", kind: "reset" }`.
 * @useDeclaredType
 */
export type Fault = z.infer<typeof faultSchema>;

interface Pending {
  readonly fault: Fault;
  skip: number;
  times: number;
}

/** The faults that were ordered and have not happened yet. */
export class Faults {
  #pending: Pending[] = [];

  /** Orders one fault or several, behind those that are ordered already. */
  order(faults: Fault | readonly Fault[]): void {
    for (const fault of [faults].flat()) {
      const checked = validate(faultSchema, fault, "fault");
      this.#pending.push({ fault: checked, skip: checked.skip ?? 0, times: checked.times ?? 1 });
    }
  }

  /** Forgets what has not happened yet. */
  clear(): void {
    this.#pending = [];
  }

  /** @returns what is still to come, with the calls left to skip and to hit. */
  pending(): readonly Fault[] {
    return this.#pending.map(({ fault, skip, times }) => ({ ...fault, skip, times }));
  }

  /**
   * @internal
   * @returns the fault that this call meets. Every matching call counts towards `skip`, hit by another or not. */
  take(call: {
    readonly operation: Operation;
    readonly detail?: string;
    readonly orgId?: string;
  }): Fault | undefined {
    let hit: Pending | undefined;
    for (const pending of this.#pending) {
      const { operation, detail, orgId } = pending.fault;
      if (operation !== call.operation) continue;
      if (detail !== undefined && detail !== call.detail) continue;
      if (orgId !== undefined && orgId !== call.orgId) continue;
      if (pending.skip > 0) pending.skip--;
      else hit ??= pending;
    }
    if (!hit) return undefined;
    hit.times--;
    this.#pending = this.#pending.filter(({ times }) => times > 0);
    return hit.fault;
  }
}
