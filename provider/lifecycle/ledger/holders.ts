/** A place at Snyk that one resource can hold: `placeOf` makes its name. */
export type PlaceName = string;

/**
 * Who holds what, as far as this run has seen it. Pulumi creates first and deletes last, so that by the time of a
 * delete every resource that stays in the program has been looked at: what another one of them holds is not turned
 * off. Kept for one process.
 */
export class Holders {
  readonly #instances = new Map<PlaceName, Set<string>>();
  readonly #declared = new Map<PlaceName, string>();
  readonly #attempted = new Set<PlaceName>();
  readonly #live = new Map<string, number>();
  readonly #sharers = new Map<string, Map<string, string>>();

  /** Notes that a resource of the program is to hold `place`. @returns another resource that is to hold it too */
  declare(place: PlaceName, resource: string): string | undefined {
    const other = this.#declared.get(place);
    if (other === undefined) this.#declared.set(place, resource);
    return other === resource ? undefined : other;
  }

  /**
   * A creation in `place` has begun. Also when it fails it says that the program wants what is there: `pulumi up
   * --continue-on-error` goes on to the deletes.
   */
  attempt(place: PlaceName): void {
    this.#attempted.add(place);
  }

  /** Whether a creation in `place` has begun in this run. */
  wasAttempted(place: PlaceName): boolean {
    return this.#attempted.has(place);
  }

  /** A resource that the program has, or that this run has made, holds `place`. */
  hold(place: PlaceName, instance: string): void {
    const instances = this.#instances.get(place) ?? new Set();
    this.#instances.set(place, instances.add(instance));
  }

  /** The resource lets go, before it asks: of two that end at one time the later one turns off. */
  release(place: PlaceName, instance: string): void {
    this.#instances.get(place)?.delete(instance);
  }

  isHeld(place: PlaceName): boolean {
    return (this.#instances.get(place)?.size ?? 0) > 0;
  }

  /** The places that are held and begin with `prefix`. */
  heldBelow(prefix: string): readonly PlaceName[] {
    return [...this.#instances.keys()].filter((place) => place.startsWith(prefix) && this.isHeld(place));
  }

  /** The state of a switch says which generation of an integration is live. */
  live(place: PlaceName, instance: string | undefined, generation: number): void {
    this.#live.set(`${place} ${instance ?? ""}`, generation);
  }

  /** @returns 0 where no state has said it */
  liveGeneration(place: PlaceName, instance: string | undefined): number {
    return this.#live.get(`${place} ${instance ?? ""}`) ?? 0;
  }

  /** A clone that stays in the program uses the token of `source`. It takes the place of what it used before. */
  share(source: string, clone: PlaceName, description: string): void {
    this.unshare(clone);
    const sharers = this.#sharers.get(source) ?? new Map<string, string>();
    this.#sharers.set(source, sharers.set(clone, description));
  }

  /** A clone is turned off, or on its way to it. */
  unshare(clone: PlaceName): void {
    for (const sharers of this.#sharers.values()) sharers.delete(clone);
  }

  /** Who uses the token of `source`, in words. */
  sharersOf(source: string): readonly string[] {
    return [...(this.#sharers.get(source)?.values() ?? [])];
  }
}
