import type { ClientEnvironment } from "../environment";
import { InvalidInput } from "../invalid-input";
import { wholeNumber } from "../rules";
import { requireValid } from "../settings";

/** Clients that Snyk admits on one token in high-availability mode; a fifth would wait for ever. */
const MOST_CLIENTS = 4;

export interface ReplicaOptions {
  /**
   * Pods of one generation. All use one token; without high availability Snyk sends to the newest connection and
   * falls back to the others.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Snyk spreads requests over all pods. From 2 to 4 replicas; the client needs Snyk's API at start, and waits for
   * it.
   * @default false
   * @see https://docs.snyk.io/enterprise-setup/snyk-broker/high-availability-mode
   */
  readonly highAvailability?: boolean;
}

export interface Replicas {
  readonly replicas: number;
  /** Pods above `replicas` during a rollout; 0 where Snyk would not admit one more. */
  readonly maxSurge: 0 | 1;
  readonly environment: ClientEnvironment;
}

/**
 * Number of pods and how they roll.
 * @throws InvalidInput for a number that Snyk does not serve
 */
export function planReplicas(owner: string, options: ReplicaOptions): Replicas {
  const replicas = options.replicas ?? 2;
  requireValid(owner, "replicas", wholeNumber(1), replicas);
  if (options.highAvailability !== true)
    return { replicas, maxSurge: 1, environment: { plain: {}, secret: {} } };
  if (replicas < 2 || replicas > MOST_CLIENTS) {
    throw new InvalidInput(
      owner,
      `replicas ${replicas} does not go with highAvailability: Snyk admits 2 to ${MOST_CLIENTS} clients on one token; ` +
        `set replicas to a number in that range`,
    );
  }
  return {
    replicas,
    // A surge would be the fifth client, which never gets ready, and the rollout would wait for it for ever.
    maxSurge: replicas === MOST_CLIENTS ? 0 : 1,
    environment: { plain: { BROKER_HA_MODE_ENABLED: "true" }, secret: {} },
  };
}
