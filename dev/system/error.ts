/** A failure that the person at the keyboard can act on: one sentence that says what to do, shown without a stack. */
export class ToolchainError extends Error {
  override readonly name = "ToolchainError";
}
