import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type {
  BrokeredIntegration,
  BrokeredIntegrationArgs,
} from "../../provider/resources/classic/brokered-integration";
import type {
  ClonedIntegration,
  ClonedIntegrationArgs,
} from "../../provider/resources/classic/cloned-integration";
import type { TokenSwitch, TokenSwitchArgs } from "../../provider/resources/classic/token-switch";
import type { BrokerClient } from "../broker-client/broker-client";
import type { BrokerClientOptions, BrokerClientTransforms } from "../broker-client/broker-client-args";
import type { ClientSettings } from "../client-types";
import type { Transform } from "../inputs/transform";

/** One of several clients of a `Broker`. Options that are left out are the Broker's. */
export interface NamedClientArgs extends BrokerClientOptions {
  /** What this client serves. Its type must serve the integration's. */
  readonly client: ClientSettings;
  /** Cluster that this client runs in. @default the component's Kubernetes provider */
  readonly provider?: k8s.Provider;
}

/**
 * Organizations that get a clone. A list of ids, which name the clones; or, for ids that are not known before the
 * run, a record from a name of yours to the id.
 */
export type Organizations = readonly string[] | Readonly<Record<string, pulumi.Input<string>>>;

/**
 * The options of the clients may be given here once, for all of them. Only `brokerClientUrl`, `createNamespace`,
 * `ingress` and `resourceName` are those of `client` alone.
 */
export interface BrokerArgs extends BrokerClientOptions {
  /** The integration at Snyk: `{ orgId, type, rotation }`. */
  readonly integration: BrokeredIntegrationArgs;
  /** The client: `{ type: "gitlab", host, token }`. Its type must serve the integration's. */
  readonly client?: ClientSettings;
  /**
   * Clients by name, for more than one cluster or namespace; beside `client` or instead of it. All dial in with the
   * same token. Adding one renames no other. @default none
   */
  readonly clients?: Readonly<Record<string, NamedClientArgs>>;
  /** Other organizations of the group that get a clone of the integration, on the same clients. @default none */
  readonly organizations?: Organizations;
  /** The escape hatch: changes the arguments of a child. @default none */
  readonly transform?: BrokerTransforms;
}

/** The escape hatch of a `Broker`: by child, what replaces or changes its arguments. */
export interface BrokerTransforms extends BrokerClientTransforms {
  /** The integration at Snyk. @default unchanged */
  readonly integration?: Transform<BrokeredIntegrationArgs>;
  /** Every clone; a function is told its name. @default unchanged */
  readonly clone?: Transform<ClonedIntegrationArgs>;
  /** The switch to the newest token. @default unchanged */
  readonly switch?: Transform<TokenSwitchArgs>;
}

/** Children of a `Broker`. */
export interface BrokerNodes {
  /** The integration at Snyk. */
  readonly integration: BrokeredIntegration;
  /** The clients by name; the one of `client` is called "default". */
  readonly clients: Readonly<Record<string, BrokerClient>>;
  /** The switch, which waits for all clients. */
  readonly switch: TokenSwitch;
  /** The clones by organization id, or by the names of the record. */
  readonly clones: Readonly<Record<string, ClonedIntegration>>;
}
