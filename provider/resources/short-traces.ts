/** Where an error comes from. */
const FRAMES = 1;

/**
 * Has stack traces end early until they are restored. Pulumi's SDK takes one of every promise that it makes for a
 * resource, 23 for a clone, and has each frame mapped to its source: most of the time that a program with a thousand
 * clones takes before its first call. Nobody sees them but who debugs promises that never settle
 * (`PULUMI_DEBUG_PROMISE_LEAKS`). The trace that says where a resource is in the program is whole: the SDK asks for all of
 * it.
 */
export class ShortTraces {
  readonly #limit = Error.stackTraceLimit;

  constructor() {
    if (!process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) Error.stackTraceLimit = Math.min(FRAMES, this.#limit);
  }

  restore(): void {
    Error.stackTraceLimit = this.#limit;
  }

  /** Restores them. @returns an error that was thrown meanwhile, with the rest of its trace */
  completed(error: unknown): unknown {
    this.restore();
    if (!(error instanceof Error)) return error;
    const here: { stack?: string } = {};
    Error.captureStackTrace(here);
    const rest = here.stack?.split("\n").slice(1) ?? [];
    error.stack = [error.stack, ...rest].join("\n");
    return error;
  }
}
