/**
 * Every value of Snyk's classic chart, snyk-broker: what it takes, what it begins with, and what to write here instead.
 * docs/from-chart.md has the same table for people. Where `here` is about a key, `from-chart` gives it as the reason when
 * it does not carry the key over.
 * @see https://github.com/snyk/snyk-broker-helm, charts/snyk-broker
 */
import * as shapes from "./shapes";
import type { Shape } from "./shapes";
import { CHART_TYPES, type ChartType, POOL_TYPES, SCM_TYPES, WITHOUT_OWN_ADDRESS } from "./types";

export interface ChartKey {
  /** What to write in a program of this package; Markdown. */
  readonly here: string;
  readonly shape: Shape;
  /** What the chart takes where a file says nothing. */
  readonly initial?: unknown;
  /** The values of `scmType` with which a template reads it. @default all */
  readonly types?: readonly ChartType[];
  /** No template reads it. */
  readonly isUnread?: true;
}

const GITHUB_ENTERPRISE = ["github-enterprise"] as const;
const BITBUCKET = ["bitbucket-server", "bitbucket-server-bearer-auth"] as const;
const REGISTRIES = ["container-registry-agent"] as const;
const NEXUS = ["nexus", "nexus2"] as const;
const JIRA = ["jira", "jira-bearer-auth"] as const;
const PACKAGES = ["artifactory", ...NEXUS] as const;

const AS_SECRET = "a secret of the configuration";
const REFERENCE = "`{ fromSecretName, key }` in place of";

const text = (here: string, more: Partial<ChartKey> = {}): ChartKey => ({
  here,
  shape: shapes.text,
  initial: "",
  ...more,
});
const host = (here: string, types: readonly ChartType[]): ChartKey =>
  text(here, { shape: shapes.host, types });
const url = (here: string, more: Partial<ChartKey> = {}): ChartKey =>
  text(here, { shape: shapes.url, ...more });

/** Name and key of a Secret that exists already. */
function secret(path: string, field: string, more: Partial<ChartKey> = {}) {
  const { here = `${REFERENCE} ${field}`, ...rest } = more;
  return {
    [`${path}.name`]: text(`${here}: its name`, rest),
    [`${path}.key`]: text(`${here}: its key`, rest),
  };
}

/** CPU and memory of one container. */
function resources(
  path: string,
  field: string,
  initial: { cpu: number; memory: string },
  types?: readonly ChartType[],
) {
  const parts = ["limits.cpu", "limits.memory", "requests.cpu", "requests.memory"] as const;
  return Object.fromEntries(
    parts.map((part): [string, ChartKey] => [
      `${path}.${part}`,
      {
        here: `\`${field}.${part}\``,
        shape: shapes.quantity,
        initial: part.endsWith("cpu") ? initial.cpu : initial.memory,
        ...(types && { types }),
      },
    ]),
  );
}

/** Times and path of one probe. */
function probe(path: string, enabled: string, field: string): Record<string, ChartKey> {
  const times = { initialDelaySeconds: 3, periodSeconds: 10, timeoutSeconds: 1, failureThreshold: 3 };
  return {
    [`${path}.enabled`]: { here: enabled, shape: shapes.flag, initial: true },
    [`${path}.path`]: text("`healthCheckPath`, which every probe here asks", { initial: "/healthcheck" }),
    ...Object.fromEntries(
      Object.entries(times).map(([name, initial]): [string, ChartKey] => [
        `${path}.config.${name}`,
        { here: `\`probes.${field}.${name}\``, shape: shapes.anything, initial },
      ]),
    ),
    [`${path}.config.*`]: {
      here: `\`probes.${field}\`, for times; else \`transform.deployment\``,
      shape: shapes.anything,
    },
  };
}

/** The security context of one container. */
function security(
  path: string,
  owner: "codeAgent" | "registryAgent" | "",
  readOnlyRoot: boolean,
  types?: readonly ChartType[],
): Record<string, ChartKey> {
  const dot = owner === "" ? "" : `${owner}.`;
  const always = (what: string) => `${what} here as well; \`${dot}transform.deployment\` for another one`;
  const of = (here: string, initial?: unknown): ChartKey => ({
    here,
    shape: shapes.anything,
    ...(initial !== undefined && { initial }),
    ...(types && { types }),
  });
  return {
    [`${path}.capabilities.drop`]: of(always("all are dropped"), ["ALL"]),
    [`${path}.readOnlyRootFilesystem`]: of(
      owner === "" ? always("read-only") : `\`${dot}readOnlyRoot\``,
      readOnlyRoot,
    ),
    [`${path}.allowPrivilegeEscalation`]: of(always("false"), false),
    [`${path}.runAsNonRoot`]: of(always("true"), true),
    [`${path}.runAsUser`]: of(`\`${dot}runAsUser\``, 1000),
    [`${path}.*`]: of(`\`${dot}transform.deployment\``),
  };
}

const KEYS: Readonly<Record<string, ChartKey>> = {
  // Snyk
  brokerToken: text(`\`brokerToken\`, ${AS_SECRET}; or \`integration\`, and Pulumi gets and rotates it`, {
    shape: shapes.uuid,
  }),
  ...secret("brokerTokenSecret", "`brokerToken`"),
  brokerClientUrl: url("`brokerClientUrl`; nothing where `ingress` has that address", {
    types: CHART_TYPES.filter((type) => !WITHOUT_OWN_ADDRESS.includes(type)),
  }),
  brokerServerUrl: text("`region`, or `brokerServerUrl` where no region has that address", {
    shape: shapes.snykUrl("broker"),
    initial: "https://broker.snyk.io",
  }),
  brokerDispatcherUrl: text("`region`, or `apiUrl` where no region has that address", {
    shape: shapes.snykUrl("api"),
    initial: "https://api.snyk.io",
  }),
  "preflightChecks.enabled": { here: "`preflightChecks`", shape: shapes.flag, initial: true },
  "highAvailabilityMode.enabled": { here: "`highAvailability`", shape: shapes.flag, initial: false },
  replicaCount: {
    here: "`replicas`, with `highAvailability` or without",
    shape: shapes.replicas,
    initial: 2,
  },
  labels: { here: "`labels`", shape: shapes.map, initial: {} },
  disableSuffixes: {
    here: "nothing: names are unique by the resource's name, or by `resourceName`",
    shape: shapes.flag,
    initial: false,
  },

  // What the client serves
  scmType: { here: "`client.type`", shape: shapes.oneOf(...CHART_TYPES), initial: "github-com" },
  scmToken: text(`\`client.token\`, or \`client.password\`, ${AS_SECRET}`),
  useExternalSecrets: {
    here: "nothing: each field takes a secret or a reference to one",
    shape: shapes.anyFlag,
    initial: false,
  },
  ...secret("externalCredentialSecret", "the client's credential"),
  scmTokenPool: text("`client.tokenPool`, a list of secrets of the configuration", { types: POOL_TYPES }),
  ...secret("scmTokenPoolSecret", "`client.tokenPool`", { types: POOL_TYPES }),
  useExternalSecretScmTokenPool: {
    here: "nothing: `client.tokenPool` takes a reference",
    shape: shapes.flag,
    initial: false,
    types: POOL_TYPES,
  },
  github: host("`client.host`; `github.com` in place of `api.github.com`", GITHUB_ENTERPRISE),
  githubApi: host("`client.apiHost`, where it is not the host's own", GITHUB_ENTERPRISE),
  githubGraphQl: host("`client.graphqlHost`, where it is not the host's own", GITHUB_ENTERPRISE),
  bitbucketUsername: text("`client.username`", { types: ["bitbucket-server"] }),
  bitbucketPassword: text(`\`client.password\`, ${AS_SECRET}`, { types: ["bitbucket-server"] }),
  bitbucketPat: text(`\`client.token\`, ${AS_SECRET}`, { types: ["bitbucket-server-bearer-auth"] }),
  bitbucket: host("`client.host`", BITBUCKET),
  bitbucketApi: host("`client.apiHost`, where it is not the host's own", BITBUCKET),
  gitlab: host("`client.host`", ["gitlab"]),
  azureReposOrg: text("`client.organization`", { types: ["azure-repos"] }),
  azureReposHost: host("`client.host`, where it is not dev.azure.com", ["azure-repos"]),
  azureReposToken: text(`\`client.token\`, ${AS_SECRET}`, { types: ["azure-repos"] }),
  artifactoryUrl: host("`client.host`, `client.username` and `client.password`", ["artifactory"]),
  ...secret("artifactoryUrlSecret", "", {
    here: "`client.host` in the program, the password alone in a Secret, percent-encoded",
    types: ["artifactory"],
  }),
  baseNexusUrl: url("`client.url`, `client.username` and `client.password`", { types: NEXUS }),
  ...secret("baseNexusUrlSecret", "", {
    here: "`client.url` in the program, the password alone in a Secret, percent-encoded",
    types: NEXUS,
  }),
  nexusUrl: url("nothing, or `environment.NEXUS_URL` where it does not follow from `client.url`", {
    types: NEXUS,
  }),
  ...secret("nexusUrlSecret", "", { here: "nothing: it follows from `client.url`", types: NEXUS }),
  brokerClientValidationUrl: url("nothing, or `environment.BROKER_CLIENT_VALIDATION_URL`", {
    types: PACKAGES,
  }),
  ...secret("brokerClientValidationUrlSecret", "", {
    here: "nothing: the address of the check follows from `client`",
    types: PACKAGES,
  }),
  jiraUsername: text("`client.username`", { types: ["jira"] }),
  jiraPassword: text(`\`client.password\`, ${AS_SECRET}`, { types: ["jira"] }),
  jiraPat: text(`\`client.token\`, ${AS_SECRET}`, { types: ["jira-bearer-auth"] }),
  jiraHostname: host("`client.host`", JIRA),
  crType: {
    here: "`client.registry`",
    shape: shapes.oneOf(
      "",
      "artifactory-cr",
      "harbor-cr",
      "acr",
      "gcr",
      "docker-hub",
      "quay-cr",
      "nexus-cr",
      "github-cr",
      "google-artifact-cr",
      "gitlab-cr",
      "ecr",
      "digitalocean-cr",
    ),
    initial: "",
    types: REGISTRIES,
  },
  crBase: host("`client.base`; nothing for Amazon ECR", REGISTRIES),
  crUsername: text("`client.username`; nothing for Google's registries", { types: REGISTRIES }),
  crPassword: text(`\`client.password\`, ${AS_SECRET}`, { types: REGISTRIES }),
  crRoleArn: text("`client.roleArn`", { types: REGISTRIES }),
  crRegion: text("`client.region`", { types: REGISTRIES }),
  crExternalId: text(`\`client.externalId\`, ${AS_SECRET}`, { types: REGISTRIES }),
  crToken: text(`\`client.token\`, ${AS_SECRET}`, { types: REGISTRIES }),
  crImage: text("`registryAgent.image`, with its repository", { initial: "latest", types: REGISTRIES }),
  enableAppRisk: {
    here: "nothing: these requests pass; `accept: { essentials: false }` stops them",
    shape: shapes.quotedFlag,
    initial: "true",
    types: SCM_TYPES,
  },
  checkmarx: text("`client.checkmarxHost`, with `checkmarxUsername` and `checkmarxPassword`", {
    shape: shapes.anyText,
    types: ["apprisk"],
  }),
  sonarqubeHostUrl: text("`client.sonarqubeHost`, without a scheme", {
    shape: shapes.anyText,
    types: ["apprisk"],
  }),
  sonarqubeApiToken: text(`\`client.sonarqubeToken\`, ${AS_SECRET}`, {
    shape: shapes.anyText,
    types: ["apprisk"],
  }),
  ...secret("sonarqubeApiTokenSecret", "`client.sonarqubeToken`", {
    shape: shapes.anyText,
    types: ["apprisk"],
  }),

  // Code Agent
  enableCodeAgent: { here: "`codeAgent`", shape: shapes.quotedFlag, initial: "" },
  upstreamUrlCodeAgent: text("`codeAgent.upstreamUrl`"),
  snykToken: text(`\`codeAgent.snykToken\`, ${AS_SECRET}`, { shape: shapes.uuid }),
  ...secret("snykTokenSecret", "`codeAgent.snykToken`", { isUnread: true }),
  caImage: text("`codeAgent.image`, with its repository", { initial: "latest" }),
  gitClientUrl: text("nothing: it follows from `codeAgent`"),

  // Logs and connections
  logLevel: text("`logLevel`", { shape: shapes.oneOf("info", "debug"), initial: "info" }),
  logEnableBody: text("`environment.LOG_ENABLE_BODY`", {
    shape: shapes.oneOf("false", "true"),
    initial: "false",
  }),
  disableNetworkAutoSelection: {
    here: "`ipv6Check: false` with `environment.NODE_OPTIONS`",
    shape: shapes.flag,
    initial: false,
  },
  "ipv6ConnectivityCheck.enabled": { here: "`ipv6Check`", shape: shapes.anyFlag, initial: true },
  enableBrokerLocalWebserverOverHttps: {
    here: "nothing: `https` alone turns it on",
    shape: shapes.flag,
    initial: false,
  },
  httpsCert: text("`https.certificate`, the text of the file"),
  httpsKey: text("`https.privateKey`, the text of the file"),
  "httpsSecret.name": text("`https`, each `{ fromSecretName, key }` with `tls.crt` and `tls.key`"),
  caCert: text("`caCertificates`, the text of the file"),
  caCertFile: text(`\`caCertificates\`, ${AS_SECRET}`, { shape: shapes.certificates }),
  ...secret("caCertFileSecret", "`caCertificates`"),
  disableCaCertTrust: {
    here: "`environment.NODE_TLS_REJECT_UNAUTHORIZED`",
    shape: shapes.flag,
    initial: false,
  },
  tlsRejectUnauthorized: {
    here: "`environment.NODE_TLS_REJECT_UNAUTHORIZED`, of the client and of its agent",
    shape: shapes.oneOf("", 0, "0", "false", false, "disable"),
    initial: "",
  },
  httpProxy: url("`proxy.http`; a secret of the configuration where it has credentials"),
  httpsProxy: url("`proxy.https`; a secret of the configuration where it has credentials"),
  noProxy: text("`proxy.noProxy`, a list"),
  acceptJson: text("`acceptRules`"),
  disableAutoAcceptRules: {
    here: "nothing: these requests pass; `accept: { code: false, iac: false }` stops them",
    shape: shapes.anything,
    types: SCM_TYPES,
  },
  env: {
    here: "`environment`, and `secretEnvironment` for secrets; of the agents, too",
    shape: shapes.anything,
  },

  // Images
  "image.repository": text("`image`, whole", { initial: "snyk/broker" }),
  "image.crRepository": text("`registryAgent.image`, whole", {
    initial: "snyk/container-registry-agent",
    types: REGISTRIES,
  }),
  "image.caRepository": text("`codeAgent.image`, whole", { initial: "snyk/code-agent" }),
  "image.pullPolicy": text("`imagePullPolicy`", {
    shape: shapes.oneOf("Always", "IfNotPresent", "Never"),
    initial: "Always",
  }),
  "image.tag": text("`version`; without it, the version that this package has tried"),
  imagePullSecrets: { here: "`imagePullSecrets`, the names alone", shape: shapes.list, initial: [] },

  // Probes and resources
  healthCheckPath: text("`healthCheckPath`", { initial: "/healthcheck" }),
  systemCheckPath: text("`environment.BROKER_SYSTEMCHECK_PATH`", { initial: "/systemcheck" }),
  ...probe("brokerLivenessProbe", "`probes.liveness: false`", "liveness"),
  ...probe("brokerReadinessProbe", "nothing: a rotation needs it", "readiness"),
  ...resources("brokerResources", "resources", { cpu: 1, memory: "256Mi" }),
  ...resources("crResources", "registryAgent.resources", { cpu: 1, memory: "2Gi" }, REGISTRIES),
  ...resources("caResources", "codeAgent.resources", { cpu: 1, memory: "2Gi" }),
  "caResources.storage": {
    here: "`codeAgent.resources`, `ephemeral-storage`",
    shape: shapes.quantity,
    initial: "2Gi",
    isUnread: true,
  },

  // Names, ports, accounts
  "deployment.container.containerPort": { here: "`containerPort`", shape: shapes.anyPort, initial: 8000 },
  "deployment.container.crSnykPort": {
    here: "`registryAgent.containerPort`",
    shape: shapes.anyPort,
    initial: 8081,
    types: REGISTRIES,
  },
  "deployment.container.caSnykPort": {
    here: "`codeAgent.containerPort`",
    shape: shapes.anyPort,
    initial: 3000,
  },
  nameOverride: text("`resourceName`, for the names of all objects"),
  fullnameOverride: text("`resourceName`, for the names of all objects"),
  "serviceAccount.create": {
    here: "`serviceAccount`: without it the namespace's default one; the client never calls Kubernetes",
    shape: shapes.flag,
    initial: true,
  },
  "serviceAccount.annotations": { here: "`serviceAccount.annotations`", shape: shapes.map, initial: {} },
  "serviceAccount.name": text(
    "`serviceAccount.fromServiceAccountName` where it exists already; a new one is named by the resource",
    { initial: "snyk-broker" },
  ),
  podAnnotations: { here: "`podAnnotations`", shape: shapes.map, initial: {} },
  serviceAnnotations: { here: "`service.annotations`", shape: shapes.map, initial: {} },
  podSecurityContext: {
    here: "`runAsUser` or `openshift`; else `transform.deployment`",
    shape: shapes.map,
    initial: {},
  },
  ...security("securityContext", "", true),
  ...security("securityContextCr", "registryAgent", false, REGISTRIES),
  ...security("securityContextCa", "codeAgent", false),
  openshift: { here: "`openshift`; of the agents, too", shape: shapes.flag, initial: false },

  // Service and Ingress
  "service.brokerType": text("`service.type`", { initial: "ClusterIP" }),
  "service.crType": text("`registryAgent.service.type`", { initial: "ClusterIP", types: REGISTRIES }),
  "service.caType": text("`codeAgent.service.type`", { initial: "ClusterIP" }),
  "service.port": { here: "`service.port`", shape: shapes.port, initial: 8000 },
  "service.tls": {
    here: "`ingress.tlsSecretName`, or `https`",
    shape: shapes.list,
    initial: [],
    isUnread: true,
  },
  "brokerIngress.enabled": { here: "`ingress`", shape: shapes.flag, initial: false },
  "brokerIngress.ingressClassName": text("`ingress.className`"),
  "brokerIngress.annotations": { here: "`ingress.annotations`", shape: shapes.map, initial: {} },
  "brokerIngress.labels": { here: "`ingress.labels`", shape: shapes.map, initial: {} },
  "brokerIngress.path": text("`ingress.path`", { initial: "/" }),
  "brokerIngress.pathType": text("`ingress.pathType`", { initial: "Prefix" }),
  "brokerIngress.hosts": {
    here: "`ingress.host` and `ingress.otherHosts`",
    shape: shapes.list,
    initial: ["<ENTER_BROKER_CLIENT_URL>"],
  },
  "brokerIngress.extraPaths": { here: "`ingress.extraPaths`", shape: shapes.list, initial: [] },
  "brokerIngress.tls": {
    here: "`ingress.tlsSecretName`, one Secret for all hosts",
    shape: shapes.list,
    initial: [],
  },

  // Everything else
  extraObjects: {
    here: "resources of `@pulumi/kubernetes` beside the client, or `k8s.yaml.v2.ConfigGroup`",
    shape: shapes.list,
    initial: [],
  },
  extraVolumes: { here: "`extraVolumes`", shape: shapes.list, initial: [] },
  extraVolumeMounts: { here: "`extraVolumeMounts`", shape: shapes.list, initial: [] },
  extraContainerSpecs: { here: "`transform.deployment`", shape: shapes.anything },
  extraPodSpecs: { here: "`scheduling`; else `transform.deployment`", shape: shapes.anything },
  extraPodSpecsCr: {
    here: "`registryAgent.scheduling`; else `registryAgent.transform.deployment`",
    shape: shapes.anything,
    types: REGISTRIES,
  },
};

/** The table by path: `service.port`. A path that ends with `.*` stands for all keys below that are not named. */
export const CHART_KEYS: ReadonlyMap<string, ChartKey> = new Map(Object.entries(KEYS));

/** Maps in which the chart's schema takes no other keys than the table's. */
export const CLOSED: ReadonlySet<string> = new Set([
  "brokerClientValidationUrlSecret",
  "brokerLivenessProbe",
  "brokerReadinessProbe",
  "brokerTokenSecret",
  "caCertFileSecret",
  "externalCredentialSecret",
  "highAvailabilityMode",
  "image",
  "preflightChecks",
  "scmTokenPoolSecret",
  "service",
  "serviceAccount",
  "snykTokenSecret",
]);
