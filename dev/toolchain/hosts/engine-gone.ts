/**
 * Calls `then` when the engine is gone, SIGKILL included: it holds the other end of a host's standard input.
 */
export function whenEngineIsGone(then: () => void): void {
  process.stdin.once("end", then).once("error", then).resume();
}
