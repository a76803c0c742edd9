import type { Faults } from "./api/faults";
import type { RateFigures, RateLimits } from "./api/rate-limit";
import type { RequestLog } from "./api/request-log";
import type { Relay, RelayOptions } from "./broker/relay";
import type { Organization } from "./snyk/model";
import type { Seed, SeedKey, SeedOrg } from "./snyk/seed";
import type { Settings, SimulatorSettings } from "./snyk/settings";
import type { WebUi } from "./web-ui";

/** How a simulator starts. Nothing is needed. */
export interface SimulatorOptions {
  /** TCP port on 127.0.0.1. @default 0: the system picks a free one */
  readonly port?: number;
  /** Path of a JSON file that keeps organizations, keys, integrations and tokens. @default none, in memory only */
  readonly stateFile?: string;
  /** How Snyk behaves where its documentation leaves it open. */
  readonly settings?: Partial<SimulatorSettings>;
  /** How many requests of a key are answered. @default Snyk's documented limits */
  readonly rateLimits?: RateLimits;
  /** Start Snyk's side of the Broker too: the real Broker server of npm `snyk-broker`. @default false */
  readonly relay?: boolean | RelayOptions;
  /** Organizations and keys to start with; a state file that exists already wins. @default `DEFAULT_SEED` */
  readonly seed?: Seed;
}

/** An integration, without its tokens. */
export interface IntegrationView {
  /** A UUID. */
  readonly id: string;
  /** Its organization, a UUID. */
  readonly orgId: string;
  /** Integration type, such as `gitlab`. */
  readonly type: string;
  /** Whether its Broker is enabled. */
  readonly brokered: boolean;
  /** Ids of all integrations with the same live token, this one included; empty without a live token. */
  readonly sharingSet: readonly string[];
  /** Name of the Universal Broker's connection that it goes through, if it does. */
  readonly universalConnection?: string;
  /** Whether it has a token that Snyk sends to. */
  readonly hasLiveToken: boolean;
  /** Whether a token was provisioned and not switched to yet. */
  readonly hasProvisionalToken: boolean;
  /** Which credentials are set; their values are not kept. */
  readonly credentialFields: readonly string[];
  /** Its settings, as V1 answers them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A simulated Snyk that runs, and the hands on it. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`, to which a client appends `/v1` and `/rest`. */
  readonly url: string;
  /** The first key with role "org-admin". */
  readonly adminKey: string;
  /** The first key with role "viewer". */
  readonly viewerKey: string;
  /** The organizations of the start; with the default seed three of one group, then one of another. */
  readonly orgs: readonly {
    /** A UUID. */
    readonly id: string;
    /** Display name. */
    readonly name: string;
    /** Its group, a UUID. */
    readonly groupId: string;
  }[];
  /**
   * Adds an organization.
   * @param org its group is the first one by default; pass `groupId` for another, or a new one
   */
  addOrg(org: SeedOrg & { readonly groupId?: string }): Organization;
  /** @returns the key. */
  addKey(key: SeedKey): string;
  /** Adds a service account that signs in with OAuth 2.0. @returns what it signs in with. */
  addServiceAccount(account: Omit<SeedKey, "key" | "expires">): {
    /** OAuth 2.0 `client_id`. */
    readonly clientId: string;
    /** OAuth 2.0 `client_secret`. */
    readonly clientSecret: string;
  };
  /** The access tokens that service accounts have. */
  readonly accessTokens: {
    /** All that were issued since the start, whether they are valid still or not: to look for where none may be. */
    issued(): readonly string[];
    /** Ends all of them at once. */
    revoke(): void;
  };
  /** How Snyk behaves where its documentation leaves it open; a patch acts on the next call. */
  readonly settings: Pick<Settings, "get" | "patch" | "reset">;
  /** Refusals, lost answers and delays to order for calls to come. */
  readonly faults: Pick<Faults, "order" | "clear" | "pending">;
  /** The requests that came, for assertions. */
  readonly log: Pick<RequestLog, "all" | "of" | "count" | "clear">;
  /** How many requests came in which minute. */
  readonly rate: {
    /** @returns the figures since the start or the last `clear`. */
    figures(): RateFigures;
    /** Starts the figures, and the limits, anew. */
    clear(): void;
  };
  /** The simulator's own time, for tokens that expire. */
  readonly clock: {
    /** Lets time pass. */
    advance(seconds: number): void;
  };
  /** @returns the integration that V1 shows for the type. */
  integration(orgId: string, type: string): IntegrationView | undefined;
  /** @returns all integrations, or those of one organization. */
  integrations(orgId?: string): readonly IntegrationView[];
  /** What a person does in Snyk's web UI, beside the API. */
  readonly webUi: Pick<
    WebUi,
    | "tokens"
    | "turnBrokerOn"
    | "turnBrokerOff"
    | "moveToUniversal"
    | "removeIntegration"
    | "addIntegration"
    | "renameOrganization"
  >;
  /** Missing unless it was asked for. */
  readonly relay?: Relay;
  /** Ends the server, its connections and the relay. */
  close(): Promise<void>;
}
