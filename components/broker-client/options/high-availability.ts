import type { ClientEnvironment } from "../../inputs/environment";
import { InvalidInput } from "../../validation/invalid-input";
import { wholeNumber } from "../../validation/value-rules";
import { requireValid } from "../../validation/validate";

/** Clients that Snyk admits on one token in high-availability mode; a fifth would wait forever. */
const MOST_CLIENTS = 4;

/** Pods of one generation, unless told otherwise. */
export const DEFAULT_REPLICAS = 2;

export interface ReplicaOptions {
  /**
   * Pods of one generation. All use one token; without high availability Snyk sends to the newest connection and
   * falls back to the others.
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Snyk spreads requests over all pods. From 2 to 4 replicas; the client needs Snyk's API at startup, and waits
   * for it.
   * @default false
   * @see https://docs.snyk.io/implementation-and-setup/enterprise-setup/snyk-broker/high-availability-mode
   */
  readonly highAvailability?: boolean;
  /**
   * Pods of other clients on the same token: in another cluster, in another stack. High availability counts
   * them, because Snyk admits 4 on one token. A `Broker` adds those of its own clients.
   * @default 0
   */
  readonly replicasElsewhere?: number;
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
  const { replicas = DEFAULT_REPLICAS, replicasElsewhere = 0 } = options;
  requireValid(owner, "replicas", wholeNumber(1), replicas);
  requireValid(owner, "replicasElsewhere", wholeNumber(0), replicasElsewhere);
  if (options.highAvailability !== true)
    return { replicas, maxSurge: 1, environment: { plain: {}, secret: {} } };
  const total = replicas + replicasElsewhere;
  if (total < 2 || total > MOST_CLIENTS) {
    const elsewhere = replicasElsewhere > 0 ? ` and ${replicasElsewhere} elsewhere` : "";
    throw new InvalidInput(
      owner,
      `replicas ${replicas}${elsewhere} does not work with highAvailability: Snyk admits 2 to ${MOST_CLIENTS} clients on one token; ` +
        `set replicas to a number in that range`,
    );
  }
  return {
    replicas,
    // A surge would be the fifth client, which never gets ready, and the rollout would wait for it forever.
    maxSurge: total === MOST_CLIENTS ? 0 : 1,
    environment: { plain: { BROKER_HA_MODE_ENABLED: "true" }, secret: {} },
  };
}
