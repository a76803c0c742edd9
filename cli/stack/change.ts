import type { ResourceEffect } from "./preview";

/** A resource of ours, before and after. */
export interface Change<Facts> {
  readonly urn: string;
  /** The name in the program. */
  readonly name: string;
  readonly effect: ResourceEffect;
  /** What it is: its outputs say it. */
  readonly before?: Facts | undefined;
  /** What it is to become: its inputs say it. */
  readonly after?: Facts | undefined;
}
