import { type BrokerProcess, type Scm, type Simulator, startBroker } from "../../../simulator";

/** A real Broker client with the live token of an integration, for a stack whose Deployment is a rendered file. */
export function clientBeside(
  simulator: Simulator,
  integrationId: string,
  scm: Scm,
  scmToken: string,
): Promise<BrokerProcess> {
  return startBroker({
    role: "client",
    env: {
      BROKER_TOKEN: simulator.webUi.tokens(integrationId).brokerToken ?? "",
      BROKER_SERVER_URL: simulator.relay?.brokerServerUrl ?? "",
      API_BASE_URL: simulator.url,
      BROKER_CLIENT_URL: "http://127.0.0.1:1",
      PREFLIGHT_CHECKS_ENABLED: "false",
      IPV6_CONNECTIVITY_CHECK_ENABLED: "false",
      INSECURE_DOWNSTREAM: "true",
      GITLAB: scm.host,
      GITLAB_TOKEN: scmToken,
      BROKER_CLIENT_VALIDATION_URL: `${scm.url}/api/v4/user`,
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: `Bearer ${scmToken}`,
    },
  });
}
