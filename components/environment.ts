import type * as pulumi from "@pulumi/pulumi";
import type { SecretInput } from "./secret-input";

/** Environment variables of a Broker client, by where they are kept. */
export interface ClientEnvironment {
  /** In clear in the Deployment. A value may name a secret variable, `$GITLAB_TOKEN`: the client expands it. */
  readonly plain: Readonly<Record<string, pulumi.Input<string> | undefined>>;
  /** In a Secret. */
  readonly secret: Readonly<Record<string, SecretInput | undefined>>;
}

/** Port on which the client serves webhooks and health checks. */
export const CLIENT_PORT = 8000;

export const HEALTHCHECK_PATH = "/healthcheck";

/** The variable that holds the broker token. */
export const TOKEN_VARIABLE = "BROKER_TOKEN";

/** Addresses that every client needs, whatever its type. */
export interface CommonSettings {
  /** Address of the Broker server that the client dials. */
  readonly brokerServerUrl: pulumi.Input<string>;
  /** Address of the Snyk API: the dispatcher of high-availability mode, and the way for webhooks while no tunnel is up. */
  readonly dispatcherUrl: pulumi.Input<string>;
  /** Address at which the SCM reaches this client. */
  readonly brokerClientUrl: pulumi.Input<string>;
}

/** The plain variables that every client type has. */
export function commonEnvironment(settings: CommonSettings): ClientEnvironment["plain"] {
  return {
    // Exactly this name makes the client add the rules for code, IaC and pull requests to those of the image.
    ACCEPT: "accept.json",
    BROKER_CLIENT_URL: settings.brokerClientUrl,
    BROKER_DISPATCHER_BASE_URL: settings.dispatcherUrl,
    BROKER_HEALTHCHECK_PATH: HEALTHCHECK_PATH,
    BROKER_SERVER_URL: settings.brokerServerUrl,
    PORT: String(CLIENT_PORT),
  };
}
