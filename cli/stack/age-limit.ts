import type { Day } from "../../provider/lifecycle/classic/token/day";

/** From which age on a token is worth a word. */
export interface AgeLimit {
  /** The day that ages are counted to. */
  readonly today: Day;
  /** Tokens that are older are marked. */
  readonly maxAgeDays: number;
}
