import type { ChartEnvironment, ChartPods, ChartValues, ChartVariable } from "./model";
import { textOf } from "./text";
import { Reading } from "./values";

const SCM = [
  "github-com",
  "github-enterprise",
  "bitbucket-server",
  "bitbucket-server-bearer-auth",
  "gitlab",
  "azure-repos",
];
const POOLED = ["github-com", "github-enterprise", "gitlab"];

/** The variables that the chart gives to each of its containers. */
export function chartEnvironment(values: ChartValues, release: string): ChartPods {
  const chart = new Reading(values, release);
  return {
    client: client(chart),
    ...(chart.type === "container-registry-agent" && { registryAgent: registryAgent(chart) }),
    ...(chart.isOn("enableCodeAgent") && { codeAgent: codeAgent(chart) }),
  };
}

function client(chart: Reading): ChartEnvironment {
  return {
    BROKER_SERVER_URL: chart.text("brokerServerUrl", "https://broker.snyk.io"),
    BROKER_HEALTHCHECK_PATH: chart.text("healthCheckPath", "/healthcheck"),
    BROKER_SYSTEMCHECK_PATH: chart.text("systemCheckPath", "/systemcheck"),
    ...(chart.type !== "apprisk" && common(chart)),
    ...served(chart),
    ...(chart.isOn("enableCodeAgent") && {
      GIT_CLIENT_URL: chart.text("gitClientUrl") || `http://code-agent-service:${caPort(chart)}`,
    }),
    LOG_LEVEL: chart.text("logLevel", "info"),
    LOG_ENABLE_BODY: chart.text("logEnableBody", "false"),
    ...certificates(chart),
    ...(clientTrustsAll(chart) && { NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
    ...some({ HTTP_PROXY: chart.text("httpProxy"), HTTPS_PROXY: chart.text("httpsProxy") }),
    ...noProxy(chart),
    ...acceptRules(chart),
    ...(!chart.isOn("preflightChecks.enabled", true) && { PREFLIGHT_CHECKS_ENABLED: "false" }),
    ...(chart.isOn("highAvailabilityMode.enabled") && { BROKER_HA_MODE_ENABLED: "true" }),
    ...network(chart),
    ...custom(chart),
    BROKER_DISPATCHER_BASE_URL: chart.text("brokerDispatcherUrl", "https://api.snyk.io"),
  };
}

/** What all types have but apprisk, and an address of its own all but Nexus: the chart forgets them. */
function common(chart: Reading): ChartEnvironment {
  return {
    BROKER_TOKEN: chart.brokerToken(),
    PORT: chart.text("deployment.container.containerPort", "8000"),
    ...(!chart.type.startsWith("nexus") && { BROKER_CLIENT_URL: ownAddress(chart) }),
  };
}

function ownAddress(chart: Reading): string {
  return chart.type === "container-registry-agent"
    ? `http://${serviceName(chart)}:${chart.text("service.port", "8000")}`
    : chart.text("brokerClientUrl");
}

function serviceName(chart: Reading): string {
  if (chart.isOn("disableSuffixes")) return `${chart.type.slice(0, 47)}-broker-service`;
  const behind = `-broker-service-${chart.release}`;
  return `${chart.type.slice(0, 63 - behind.length)}${behind}`;
}

const SERVED: Readonly<Record<string, (chart: Reading) => ChartEnvironment>> = {
  "github-com": (chart) => token(chart, "GITHUB"),
  "github-enterprise": (chart) => ({
    ...token(chart, "GITHUB"),
    GITHUB: chart.text("github"),
    GITHUB_API: chart.text("githubApi"),
    GITHUB_GRAPHQL: chart.text("githubGraphQl"),
  }),
  gitlab: (chart) => ({ ...token(chart, "GITLAB"), GITLAB: chart.text("gitlab") }),
  "bitbucket-server": (chart) => ({
    BITBUCKET_PASSWORD: chart.credential(),
    BITBUCKET_USERNAME: chart.text("bitbucketUsername"),
    ...bitbucket(chart),
  }),
  "bitbucket-server-bearer-auth": (chart) => ({ BITBUCKET_PAT: chart.credential(), ...bitbucket(chart) }),
  "azure-repos": (chart) => ({
    AZURE_REPOS_TOKEN: chart.credential(),
    AZURE_REPOS_ORG: chart.text("azureReposOrg"),
    AZURE_REPOS_HOST: chart.text("azureReposHost"),
  }),
  jira: (chart) => ({
    JIRA_USERNAME: chart.text("jiraUsername"),
    JIRA_PASSWORD: chart.credential(),
    JIRA_HOSTNAME: chart.text("jiraHostname"),
  }),
  "jira-bearer-auth": (chart) => ({
    JIRA_PAT: chart.credential(),
    JIRA_HOSTNAME: chart.text("jiraHostname"),
  }),
  artifactory: (chart) => ({ ARTIFACTORY_URL: chart.artifactoryUrl(), ...validation(chart) }),
  nexus,
  nexus2: nexus,
  "container-registry-agent": registry,
  apprisk: (chart) => ({
    ...(chart.isOn("sonarqubeHostUrl") && {
      SONARQUBE_HOST_URL: chart.text("sonarqubeHostUrl"),
      SONARQUBE_API_TOKEN: chart.sonarqubeToken(),
    }),
    ...some({ CHECKMARX: chart.text("checkmarx") }),
  }),
};

function served(chart: Reading): ChartEnvironment {
  return SERVED[chart.type]?.(chart) ?? {};
}

/** A token, and a pool where there is one. A pool that is kept elsewhere takes the token's place. */
function token(chart: Reading, name: string): ChartEnvironment {
  const [hasPool, isElsewhere] = [chart.isOn("scmTokenPool"), chart.isOn("useExternalSecretScmTokenPool")];
  return {
    ...(!(hasPool && isElsewhere) && { [`${name}_TOKEN`]: chart.credential() }),
    ...(POOLED.includes(chart.type) && (hasPool || isElsewhere) && { [`${name}_TOKEN_POOL`]: chart.pool() }),
  };
}

function bitbucket(chart: Reading): ChartEnvironment {
  return { BITBUCKET: chart.text("bitbucket"), BITBUCKET_API: chart.text("bitbucketApi") };
}

function nexus(chart: Reading): ChartEnvironment {
  return { BASE_NEXUS_URL: chart.nexusBase(), NEXUS_URL: chart.nexusUrl(), ...validation(chart) };
}

function validation(chart: Reading): ChartEnvironment {
  const parts = ["", "Secret.name", "Secret.key"];
  return parts.some((part) => chart.isOn(`brokerClientValidationUrl${part}`))
    ? { BROKER_CLIENT_VALIDATION_URL: chart.validationUrl() }
    : {};
}

function registry(chart: Reading): ChartEnvironment {
  const kind = chart.text("crType");
  const agent = `http://${chart.suffixed("cra-service")}:${crPort(chart)}`;
  const isEcr = kind === "ecr";
  const isDigitalocean = kind === "digitalocean-cr";
  return {
    CR_AGENT_URL: agent,
    CR_TYPE: kind,
    ...(isEcr
      ? {
          CR_ROLE_ARN: chart.text("crRoleArn"),
          CR_REGION: chart.text("crRegion"),
          CR_EXTERNAL_ID: chart.text("crExternalId"),
        }
      : { CR_BASE: chart.text("crBase") }),
    ...(isDigitalocean && { CR_TOKEN: chart.credential() }),
    ...(!isEcr &&
      !isDigitalocean && { CR_USERNAME: chart.text("crUsername"), CR_PASSWORD: chart.credential() }),
    BROKER_CLIENT_VALIDATION_URL: `${agent}/healthcheck`,
  };
}

/** The client's own certificates and those that it trusts, by their paths. */
function certificates(chart: Reading): ChartEnvironment {
  const [file, text] = [chart.text("caCert"), chart.text("caCertFile")];
  const name = chart.text("caCertFileSecret.name");
  const served = chart.text("httpsSecret.name");
  const path =
    name !== ""
      ? chart.text("caCertFileSecret.key")
      : file !== "" && text === ""
        ? file
        : text !== "" && file === ""
          ? "cacert"
          : undefined;
  return {
    ...(path !== undefined && {
      CA_CERT: `/home/node/cacert/${path}`,
      NODE_EXTRA_CA_CERTS: `/home/node/cacert/${path}`,
    }),
    ...((served || chart.isOn("httpsCert")) && { HTTPS_CERT: "/home/node/tls-cert/tls.crt" }),
    ...((served || chart.isOn("httpsKey")) && { HTTPS_KEY: "/home/node/tls-cert/tls.key" }),
  };
}

/** Any text, false and 0 turn the check of certificates off. */
function rejectsNothing(chart: Reading): boolean {
  const value = chart.get("tlsRejectUnauthorized");
  return typeof value === "boolean" || value === 0 || (typeof value === "string" && value !== "");
}

function clientTrustsAll(chart: Reading): boolean {
  const hasCa = chart.isOn("caCert") || chart.isOn("caCertFile");
  return hasCa ? chart.isOn("disableCaCertTrust") : rejectsNothing(chart);
}

function noProxy(chart: Reading): ChartEnvironment {
  return some({
    NO_PROXY: chart
      .text("noProxy")
      .replace(/\s/g, "")
      .replace(/https?:\/\//g, ""),
  });
}

function acceptRules(chart: Reading): ChartEnvironment {
  if (chart.isOn("acceptJson")) return { ACCEPT: "/home/node/private/accept.json" };
  if (!SCM.includes(chart.type)) return {};
  return {
    ...(!chart.isOn("disableAutoAcceptRules") && {
      ACCEPT_CODE: "true",
      ACCEPT_IAC: "tf,yaml,yml,json,tpl",
    }),
    ...(chart.isOn("enableAppRisk", "true") && { ACCEPT_APPRISK: "true" }),
  };
}

function network(chart: Reading): ChartEnvironment {
  const [isFixed, isChecked] = [
    chart.isOn("disableNetworkAutoSelection"),
    chart.isOn("ipv6ConnectivityCheck.enabled", true),
  ];
  return {
    ...(isFixed &&
      isChecked && { NODE_OPTIONS: "--no-network-family-autoselection --dns-result-order=ipv4first" }),
    ...((isFixed || !isChecked) && { IPV6_CONNECTIVITY_CHECK_ENABLED: "false" }),
  };
}

function registryAgent(chart: Reading): ChartEnvironment {
  const ca = chart.text("caCert");
  return {
    SNYK_PORT: crPort(chart),
    ...(rejectsNothing(chart) && { NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
    ...(ca !== "" && { CA_CERT: `/home/node/cacert/${ca}`, NODE_EXTRA_CA_CERTS: `/home/node/cacert/${ca}` }),
    ...custom(chart),
  };
}

function codeAgent(chart: Reading): ChartEnvironment {
  return {
    PORT: caPort(chart),
    ...some({ UPSTREAM_URL: chart.text("upstreamUrlCodeAgent") }),
    SNYK_TOKEN: chart.snykToken(),
    ...(rejectsNothing(chart) && { NODE_TLS_REJECT_UNAUTHORIZED: "0" }),
    ...some({ HTTPS_PROXY: chart.text("httpsProxy") }),
    ...noProxy(chart),
    ...custom(chart),
  };
}

function crPort(chart: Reading): string {
  return chart.text("deployment.container.crSnykPort", "8081");
}

function caPort(chart: Reading): string {
  return chart.text("deployment.container.caSnykPort", "3000");
}

function custom(chart: Reading): ChartEnvironment {
  const entries = chart.get("env", []);
  if (!Array.isArray(entries)) return {};
  const pairs = (entries as readonly { name: string; value?: unknown }[]).map(
    ({ name, value }): [string, string] => [name, textOf(value)],
  );
  return Object.fromEntries(pairs);
}

/** Without those that are empty. */
function some(variables: Readonly<Record<string, string>>): Readonly<Record<string, ChartVariable>> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}
