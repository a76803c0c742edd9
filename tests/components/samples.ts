import * as pulumi from "@pulumi/pulumi";
import type {
  BrokerClientArgs,
  BrokerClientOptions,
} from "../../components/broker-client/broker-client-args";
import type { ClientSettings, ClientTypeName } from "../../components/client-types";

/** What no message, log or object but a Secret may show. */
export const CANARY = "canary-4f1d";

const secret = (name: string): pulumi.Output<string> => pulumi.secret(`${CANARY}-${name}`);
const pem = (what: string): pulumi.Output<string> =>
  pulumi.secret(`-----BEGIN ${what}-----\n${CANARY}\n-----END ${what}-----\n`);

/** The settings that each client type cannot do without. */
export const LEAST: { readonly [Type in ClientTypeName]: Extract<ClientSettings, { type: Type }> } = {
  apprisk: { type: "apprisk", sonarqubeHost: "sonar.example.com", sonarqubeToken: secret("sonar") },
  artifactory: { type: "artifactory", host: "artifactory.example.com/artifactory" },
  "azure-repos": { type: "azure-repos", organization: "acme", token: secret("azure") },
  "bitbucket-server": {
    type: "bitbucket-server",
    host: "bitbucket.example.com",
    username: "snyk",
    password: secret("bitbucket"),
  },
  "bitbucket-server-bearer-auth": {
    type: "bitbucket-server-bearer-auth",
    host: "bitbucket.example.com",
    token: secret("bitbucket"),
  },
  "container-registry-agent": {
    type: "container-registry-agent",
    registry: "harbor-cr",
    base: "harbor.example.com",
    username: "snyk",
    password: secret("harbor"),
    agentUrl: "http://registry-agent.example.com:8081",
  },
  "github-com": { type: "github-com", token: secret("github") },
  "github-enterprise": { type: "github-enterprise", host: "ghe.example.com", token: secret("github") },
  "github-server-app": {
    type: "github-server-app",
    host: "ghe.example.com",
    appId: "1",
    clientId: "Iv1.0",
    installationId: "2",
    privateKey: pem("RSA PRIVATE KEY"),
  },
  gitlab: { type: "gitlab", host: "gitlab.example.com", token: secret("gitlab") },
  jira: { type: "jira", host: "jira.example.com", username: "snyk", password: secret("jira") },
  "jira-bearer-auth": { type: "jira-bearer-auth", host: "jira.example.com", token: secret("jira") },
  nexus: { type: "nexus", url: "https://nexus.example.com" },
  nexus2: { type: "nexus2", url: "https://nexus.example.com" },
};

/** The same with every setting that goes with the others. */
export const MOST: typeof LEAST = {
  apprisk: {
    ...LEAST.apprisk,
    checkmarxHost: "checkmarx.example.com",
    checkmarxUsername: "snyk",
    checkmarxPassword: secret("checkmarx"),
  },
  artifactory: { ...LEAST.artifactory, username: "snyk@example.com", password: secret("p@ss"), npm: true },
  "azure-repos": {
    ...LEAST["azure-repos"],
    host: "tfs.example.com",
    userEntitlementsHost: "vsaex.tfs.example.com",
  },
  "bitbucket-server": {
    ...LEAST["bitbucket-server"],
    apiHost: "bitbucket.example.com/context/rest/api/1.0",
    gitHost: "git.example.com",
  },
  "bitbucket-server-bearer-auth": {
    ...LEAST["bitbucket-server-bearer-auth"],
    apiHost: "bitbucket.example.com/context/rest/api/1.0",
    gitHost: "git.example.com",
  },
  "container-registry-agent": {
    type: "container-registry-agent",
    registry: "ecr",
    roleArn: "arn:aws:iam::123456789012:role/snyk",
    region: "eu-central-1",
    externalId: secret("ecr"),
  },
  "github-com": { type: "github-com", tokenPool: [secret("github-1"), secret("github-2")] },
  "github-enterprise": {
    type: "github-enterprise",
    host: "github.example.com",
    tokenPool: [secret("github-1"), secret("github-2")],
    apiHost: "api.github.example.com",
    graphqlHost: "api.github.example.com/graphql",
  },
  "github-server-app": {
    ...LEAST["github-server-app"],
    apiHost: "api.ghe.example.com",
    graphqlHost: "api.ghe.example.com",
  },
  gitlab: {
    type: "gitlab",
    host: "gitlab.example.com:8443",
    tokenPool: [secret("gitlab-1"), secret("gitlab-2")],
  },
  jira: { ...LEAST.jira, host: "jira.example.com/context" },
  "jira-bearer-auth": { ...LEAST["jira-bearer-auth"], host: "jira.example.com/context" },
  nexus: { ...LEAST.nexus, username: "snyk", password: secret("p@ss"), npm: true },
  nexus2: { ...LEAST.nexus2, username: "snyk", password: secret("p@ss"), npm: true },
};

export const CLIENT_TYPE_NAMES = Object.keys(LEAST) as readonly ClientTypeName[];

/** Every option that goes with the others, for one client type. */
export function allOptions(type: ClientTypeName): BrokerClientOptions {
  return {
    image: `registry.example.com/snyk/broker:5.22.14-${type}@sha256:${"0".repeat(64)}`,
    replicas: 4,
    highAvailability: true,
    namespace: "snyk",
    createNamespace: true,
    https: { certificate: pem("CERTIFICATE"), privateKey: pem("PRIVATE KEY") },
    caCertificates: pem("CERTIFICATE"),
    proxy: {
      https: pulumi.secret(`http://snyk:${CANARY}@proxy.example.com:3128`),
      http: "http://proxy.example.com:3128",
      noProxy: ["gitlab.example.com", "localhost"],
    },
    logLevel: "debug",
    metrics: { otlpEndpoint: "http://otel-collector:4317", exportIntervalMs: 30_000 },
    ipv6Check: false,
    brokerClientUrl: "https://broker.example.com",
    environment: { BROKER_CLIENT_LOCATION: "eu" },
    imagePullSecrets: ["registry"],
    serviceAccount: { annotations: { "example.com/role": "snyk" } },
    scheduling: {
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: [{ key: "dedicated", operator: "Exists" }],
      priorityClassName: "high",
    },
    service: { annotations: { "example.com/scrape": "no" } },
    ingress: { host: "broker.example.com", className: "nginx", tlsSecretName: "broker-tls" },
    networkPolicy: {
      ingressFrom: [{ ipBlock: { cidr: "10.0.0.0/8" } }],
      egress: [{ ports: [{ port: 443 }] }],
    },
    secretProviderClass: "snyk",
    labels: { team: "platform" },
    podAnnotations: { "example.com/inject": "no" },
    rolloutTrigger: "2026-11",
    ...(isScm(type) && {
      accept: { code: type !== "github-server-app", snippets: false, iac: ["tf", "yaml"], essentials: true },
    }),
    ...(type.startsWith("github") && {
      commitSigning: {
        committerName: "Snyk",
        committerEmail: "snyk@example.com",
        privateKey: pem("PGP PRIVATE KEY BLOCK"),
        passphrase: secret("gpg"),
      },
    }),
    ...(type === "container-registry-agent" && {
      registryAgent: {
        image: `registry.example.com/snyk/container-registry-agent:1.2.3@sha256:${"0".repeat(64)}`,
      },
    }),
  };
}

function isScm(type: ClientTypeName): boolean {
  return /^(azure|bitbucket|github|gitlab)/.test(type);
}

export const TOKEN = "3f1c2b4a-0000-4000-8000-00000000beef";

/** A client with what it cannot do without. */
export function leastClient(type: ClientTypeName): BrokerClientArgs {
  return { client: LEAST[type], brokerToken: pulumi.secret(TOKEN), namespace: "snyk" };
}

/** A client with everything. */
export function mostClient(type: ClientTypeName): BrokerClientArgs {
  return { ...allOptions(type), client: MOST[type], brokerToken: pulumi.secret(TOKEN) };
}
