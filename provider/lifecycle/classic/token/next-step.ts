/** What is known of a token when a run begins. */
export interface TokenStanding {
  /** Whether the Broker is enabled, as far as the state knows. */
  readonly brokered: boolean;
  /** Whether a refresh has found that it goes through the Universal Broker. */
  readonly universal: boolean;
  /** Whether the state holds a token. */
  readonly hasToken: boolean;
  readonly tokenGeneration: number;
  /** Whether its token was provisioned and not switched to: it is still the provisional one. */
  readonly unswitched: boolean;
}

/** What a run wants. */
export interface TokenWanted {
  readonly tokenGeneration: number;
  /** Whether the program hands in a provisional token that was not used yet. */
  readonly given: boolean;
}

/**
 * What becomes of a token.
 * - `keep`: nothing.
 * - `enable again`: the Broker is off; enabling it gives a new token, live at once.
 * - `finish creation`: the Broker is on and no token is known; one is provisioned.
 * - `finish creation with the given token`: the same, and the program hands the token in.
 * - `rotate`: a new token is provisioned.
 * - `rotate to the given token`: the program hands it in.
 * - `finish rotation`: the token of the last rotation was never switched to; no second one is asked for.
 */
export type NextStep =
  | "keep"
  | "enable again"
  | "finish creation"
  | "finish creation with the given token"
  | "rotate"
  | "rotate to the given token"
  | "finish rotation";

/**
 * The one place that decides it: the provider acts on the answer, `review`, `graph` and the policies describe it.
 * In this order: what has moved to the Universal Broker is left as it is, without a Broker no token matters, and without a token no generation does.
 */
export function nextStep(standing: TokenStanding, wanted: TokenWanted): NextStep {
  if (standing.universal) return "keep";
  if (!standing.brokered) return "enable again";
  if (!standing.hasToken) return wanted.given ? "finish creation with the given token" : "finish creation";
  if (wanted.tokenGeneration <= standing.tokenGeneration) return "keep";
  if (wanted.given) return "rotate to the given token";
  return standing.unswitched ? "finish rotation" : "rotate";
}
