import type { Clock } from "./clock";
import type { Settings } from "./settings";
import type { Store } from "./store";

/** All that a handler may look at and change. */
export interface Services {
  readonly store: Store;
  readonly settings: Settings;
  readonly clock: Clock;
  /** Where the simulator listens, for absolute links. */
  readonly url: () => string;
}
