/** Thrown where a run meets its own end. */
export class Ended extends Error {
  override readonly name = "Ended";
}

/** What a run has started, so that it can end all of it, the newest first. */
export class Lifetime {
  readonly #ends: (() => void | Promise<void>)[] = [];
  #over = false;

  /** Whether it is ending, or has ended. */
  get isOver(): boolean {
    return this.#over;
  }

  /**
   * Starts something that has to be ended.
   * @throws Ended when the run was interrupted meanwhile; what was started is ended then
   */
  async keep<T>(started: Promise<T> | T, end: (started: T) => void | Promise<void>): Promise<T> {
    const thing = await started;
    if (this.#over) {
      await end(thing);
      throw new Ended();
    }
    this.#ends.push(() => end(thing));
    return thing;
  }

  /** Ends everything, also what comes up later. A failure to end one thing keeps no other from ending. */
  async end(): Promise<void> {
    this.#over = true;
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      await Promise.resolve()
        .then(end)
        .catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
    }
  }
}
