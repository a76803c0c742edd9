import { ownVariables, type OwnVariables } from "../../environment/own-variables";
import type { ClientEnvironment } from "../../inputs/environment";
import { InvalidInput } from "../../validation/invalid-input";
import { expandedSecret } from "../../validation/value-rules";

/** Variables on which something else depends, and the option from which all of it follows. */
const OWNED = {
  ACCEPT: "use acceptRules",
  BROKER_CLIENT_URL: "use brokerClientUrl",
  BROKER_DISPATCHER_BASE_URL: "use apiUrl",
  BROKER_HA_MODE_ENABLED: "use highAvailability",
  BROKER_HEALTHCHECK_PATH: "use healthCheckPath",
  BROKER_SERVER_URL: "use brokerServerUrl",
  BROKER_TOKEN: "use integration, or brokerToken",
  CA_CERT: "use caCertificates",
  CR_AGENT_URL: "use client.agentUrl",
  HTTPS_CERT: "use https",
  HTTPS_KEY: "use https",
  HTTPS_PROXY: "use proxy",
  HTTP_PROXY: "use proxy",
  NODE_EXTRA_CA_CERTS: "use caCertificates",
  NO_PROXY: "use proxy.noProxy",
  PORT: "use containerPort",
} as const;

/**
 * The user's own variables of a client.
 * @throws InvalidInput, also for accept flags beside custom rules
 */
export function clientVariables(
  owner: string,
  given: OwnVariables,
  environment: ClientEnvironment,
): ClientEnvironment {
  const owned = {
    ...OWNED,
    ...("GIT_CLIENT_URL" in environment.plain && { GIT_CLIENT_URL: "leave out codeAgent" }),
  };
  const own = ownVariables(owner, "", given, { environment, owned, rule: expandedSecret });
  for (const name of Object.keys(own.plain)) {
    if (name.startsWith("ACCEPT_") && environment.plain["ACCEPT"] !== "accept.json") {
      throw new InvalidInput(
        owner,
        `environment.${name} has no effect with rules of your own; put it in the rules`,
      );
    }
  }
  return own;
}
