import * as pulumi from "@pulumi/pulumi";
import { Broker } from "../../components/broker";
import type { BrokerArgs } from "../../components/broker-args";
import { BrokerClient } from "../../components/broker-client";
import type { BrokerClientArgs } from "../../components/broker-client-args";
import { BrokerTokenSecret, type BrokerTokenSecretArgs } from "../../components/broker-token-secret";
import { type DockerClientArgs, dockerFiles } from "../../components/docker-files";
import { register } from "./mocked";
import { TOKEN } from "./samples";

const ORG = "a5b6c7d8-0000-4000-8000-000000000001";
const gitlab = { type: "gitlab", host: "gitlab.example.com", token: "canary-token" };
const github = { type: "github-com", token: "canary-token" };
const bitbucket = { type: "bitbucket-server", host: "bb.example.com", username: "snyk", password: "canary" };
const artifactory = { type: "artifactory", host: "artifactory.example.com/artifactory" };
const nexus = { type: "nexus", url: "https://nexus.example.com" };
const jira = { type: "jira", host: "jira.example.com", username: "snyk", password: "canary" };
const harbor = {
  type: "container-registry-agent",
  registry: "harbor-cr",
  base: "harbor.example.com",
  username: "snyk",
  password: "canary",
};
const ecr = {
  type: "container-registry-agent",
  registry: "ecr",
  roleArn: "arn:aws:iam::123456789012:role/snyk",
};
const agentUrl = "http://agent.example.com:8081";
const signing = { committerName: "Snyk", committerEmail: "snyk@example.com", passphrase: "canary" };
const pgp = "-----BEGIN PGP PRIVATE KEY BLOCK-----canary";
const pem = "-----BEGIN CERTIFICATE-----canary";
const app = {
  type: "github-server-app",
  host: "ghe.example.com",
  appId: "1",
  clientId: "a",
  installationId: "2",
};

/** Arguments as JavaScript sees them: half of what is tried here is a type error. */
const CLIENTS: readonly [Record<string, unknown>, string][] = [
  // The type and its settings.
  [{ client: undefined }, "client.type undefined is not a client type; use one of apprisk,"],
  [{ client: { type: "gitlub" } }, `client.type "gitlub" is not a client type; use one of apprisk,`],
  [{ client: { type: "toString" } }, `client.type "toString" is not a client type`],
  [{ client: { type: "universal" } }, `client.type "universal" is not a client type`],
  [{ client: { type: "bitbucket-cloud" } }, `client.type "bitbucket-cloud" is not a client type`],
  [{ client: { ...gitlab, host: undefined } }, "client.host is missing; this client type needs it."],
  [
    { client: { ...gitlab, hostname: "x" } },
    "client.hostname is not a setting of this client type; it takes host, token, tokenPool.",
  ],
  [
    { client: { ...gitlab, host: "https://gitlab.example.com/" } },
    `client.host has a scheme, and the client adds its own; write "gitlab.example.com".`,
  ],
  [
    { client: { ...gitlab, host: "gitlab.example.com/" } },
    `client.host ends with "/"; write "gitlab.example.com".`,
  ],
  [
    { client: { ...gitlab, host: "user:canary@gitlab.example.com" } },
    `client.host contains "@"; give credentials in their own fields.`,
  ],
  [
    { client: { ...gitlab, host: "https://user:canary@gitlab.example.com" } },
    `client.host contains "@"; give credentials in their own fields.`,
  ],
  [{ client: { ...gitlab, host: "git lab" } }, `client.host "git lab" is not a host name;`],
  [{ client: { ...gitlab, host: "" } }, "client.host is empty;"],
  [{ client: { ...gitlab, host: 7 } }, "client.host is not a string;"],
  [{ client: { ...gitlab, host: { fromSecretName: "a", key: "b" } } }, "client.host is no secret;"],
  [
    { client: { ...gitlab, token: undefined } },
    "client.token is missing; give client.token or client.tokenPool.",
  ],
  [{ client: { ...gitlab, tokenPool: ["canary"] } }, "client.token and client.tokenPool exclude each other;"],
  [
    { client: { ...github, token: undefined } },
    "client.token is missing; give client.token or client.tokenPool.",
  ],
  [
    { client: { ...github, token: undefined, tokenPool: [] } },
    "client.tokenPool is not a list with members;",
  ],
  [
    { client: { ...github, token: undefined, tokenPool: "canary" } },
    "client.tokenPool is not a list with members;",
  ],
  [
    { client: { ...github, token: undefined, tokenPool: ["a,canary"] } },
    "client.tokenPool[0] has a comma in a member;",
  ],
  [{ client: { ...gitlab, token: "canary\n" } }, "client.token has spaces at an end or line breaks,"],
  [{ client: { ...gitlab, token: "<gitlab-token>" } }, "client.token is a placeholder;"],
  [{ client: { ...gitlab, token: "" } }, "client.token is empty;"],
  [
    { client: { ...gitlab, token: "canary$PATH" } },
    `client.token contains "$" in front of a variable's name, which the client would replace;`,
  ],
  [
    { client: { ...bitbucket, password: "canary$BITBUCKET" } },
    `client.password contains "$" in front of a variable's name, which the client would replace;`,
  ],
  [{ client: { ...gitlab, token: { fromSecretName: "canary" } } }, "client.token.key is missing;"],
  [
    { client: { ...gitlab, token: { fromSecretName: "My Secret", key: "a" } } },
    `client.token.fromSecretName "My Secret" is not a name in Kubernetes;`,
  ],
  [
    { client: { ...gitlab, token: { fromSecretName: "a", key: "a b" } } },
    `client.token.key "a b" is not a key of a Secret;`,
  ],
  [
    { client: { type: "azure-repos", token: "canary", organization: "https://dev.azure.com/acme" } },
    `client.organization "https://dev.azure.com/acme" is not a plain name;`,
  ],
  [
    { client: { type: "azure-repos", token: "canary", organization: "acme", host: "http://tfs" } },
    `client.host has a scheme,`,
  ],
  [{ client: { ...bitbucket, username: "snyk " } }, "client.username has spaces at an end"],
  [{ client: { ...bitbucket, password: undefined } }, "client.password is missing;"],
  [{ client: { ...bitbucket, token: "canary" } }, "client.token is not a setting of this client type;"],
  [
    { client: { ...app, privateKey: "/keys/app.pem" } },
    `client.privateKey is not PEM; give the text that begins with`,
  ],
  [{ client: { ...app, privateKey: undefined } }, "client.privateKey is missing;"],
  [{ client: { ...artifactory, host: "https://artifactory.example.com" } }, "client.host has a scheme,"],
  [{ client: { ...artifactory, username: "snyk" } }, "client.password is missing; client.username needs it."],
  [
    { client: { ...artifactory, password: "canary" } },
    "client.username is missing; client.password needs it.",
  ],
  [{ client: { ...artifactory, npm: "yes" } }, "client.npm is not true or false."],
  [{ client: { ...nexus, url: "nexus.example.com" } }, `client.url has no scheme;`],
  [
    { client: { ...nexus, url: "https://snyk:canary@nexus.example.com" } },
    "client.url contains credentials;",
  ],
  [{ client: { ...nexus, username: "snyk" } }, "client.password is missing; client.username needs it."],
  [{ client: { ...nexus, type: "nexus2", url: undefined } }, "client.url is missing;"],
  [{ client: { ...jira, host: "https://jira.example.com" } }, "client.host has a scheme,"],
  [{ client: { type: "jira-bearer-auth", host: "jira.example.com" } }, "client.token is missing;"],
  [{ client: { type: "apprisk" } }, "client.sonarqubeHost is missing; give client.sonarqubeHost,"],
  [
    { client: { type: "apprisk", sonarqubeHost: "a" } },
    "client.sonarqubeToken is missing; client.sonarqubeHost needs it.",
  ],
  [
    { client: { type: "apprisk", checkmarxHost: "a", checkmarxUsername: "b" } },
    "client.checkmarxPassword is missing;",
  ],
  // Registries.
  [
    { client: { ...harbor, registry: "dockerhub", agentUrl } },
    `client.registry "dockerhub" is not a kind of registry; use one of acr,`,
  ],
  [
    { client: { ...harbor, base: undefined, agentUrl } },
    `client.base is missing; a registry of kind "harbor-cr" needs it.`,
  ],
  [
    { client: { ...harbor, token: "canary", agentUrl } },
    `client.token is not used by a registry of kind "harbor-cr",`,
  ],
  [{ client: { ...ecr, agentUrl } }, `client.region is missing; a registry of kind "ecr" needs it.`],
  [
    { client: { ...ecr, roleArn: "snyk", region: "eu-central-1", externalId: "canary", agentUrl } },
    `client.roleArn "snyk" has another form than`,
  ],
  [
    { client: { ...ecr, region: "Frankfurt", externalId: "canary", agentUrl } },
    `client.region "Frankfurt" has another form than "eu-central-1".`,
  ],
  [{ client: harbor }, "registryAgent is missing; give registryAgent to have an agent made,"],
  [
    { client: { ...harbor, agentUrl }, registryAgent: { image: "a:1" } },
    "registryAgent and client.agentUrl exclude each other;",
  ],
  [{ client: harbor, registryAgent: {} }, "registryAgent.image is missing; choose a version or digest"],
  [
    { client: harbor, registryAgent: { image: "a:1", replicas: 0 } },
    "registryAgent.replicas is not a whole number from 1 up.",
  ],
  [
    { registryAgent: { image: "a:1" } },
    `registryAgent is for container registries, not for client.type "gitlab";`,
  ],
  // The token.
  [{ brokerToken: undefined }, "integration is missing; give an integration, or the brokerToken of one."],
  [{ brokerToken: "canary" }, "brokerToken is not a broker token, which has the form of a UUID;"],
  [{ brokerToken: { fromSecretName: "a" } }, "brokerToken.key is missing;"],
  [{ tokenGeneration: 0 }, "tokenGeneration is not a whole number from 1 up."],
  [{ tokenGeneration: 1.5 }, "tokenGeneration is not a whole number from 1 up."],
  // Replicas.
  [{ replicas: 0 }, "replicas is not a whole number from 1 up."],
  [
    { replicas: 5, highAvailability: true },
    "replicas 5 does not go with highAvailability: Snyk admits 2 to 4 clients",
  ],
  [{ replicas: 1, highAvailability: true }, "replicas 1 does not go with highAvailability:"],
  // Accept rules.
  [{ accept: { code: true }, acceptRules: "{}" }, "accept and acceptRules exclude each other;"],
  [{ acceptRules: "accept.json" }, "acceptRules is not JSON;"],
  [{ acceptRules: "{}" }, "acceptRules lacks public or private;"],
  [{ accept: { iac: ["hcl"] } }, "accept.iac takes tf, yaml, yml, json, tpl, or false for none."],
  [{ accept: { iac: [] } }, "accept.iac takes tf,"],
  [
    { accept: { largeManifests: true } },
    `accept.largeManifests is for GitHub, not for client.type "gitlab";`,
  ],
  [{ accept: { code: false, snippets: true } }, "accept.snippets needs accept.code;"],
  [{ client: jira, accept: { code: true } }, `accept is for source code, and client.type "jira" has none;`],
  [
    { acceptRules: `{"public":[],"private":[]}`, environment: { ACCEPT_IAC: "tf" } },
    "environment.ACCEPT_IAC has no effect with rules of your own;",
  ],
  [
    { client: { ...app, privateKey: pem }, accept: { code: true } },
    `accept.code makes the client of type "github-server-app" end at start;`,
  ],
  // Commit signing.
  [
    { commitSigning: { ...signing, privateKey: pgp } },
    `commitSigning is for GitHub, not for client.type "gitlab";`,
  ],
  [{ client: github, commitSigning: signing }, "commitSigning.privateKey is missing;"],
  [
    { client: github, commitSigning: { ...signing, privateKey: "canary" } },
    "commitSigning.privateKey is not an armored PGP private key;",
  ],
  // Connections.
  [{ brokerClientUrl: "broker.example.com" }, `brokerClientUrl has no scheme;`],
  [{ brokerClientUrl: "https://user:canary@broker.example.com" }, "brokerClientUrl contains credentials;"],
  [{ https: { certificate: pem } }, "https.privateKey is missing; give certificate and privateKey."],
  [{ https: { certificate: "/tls/tls.crt", privateKey: pem } }, "https.certificate is not PEM;"],
  [{ caCertificates: "/etc/ca.pem" }, "caCertificates is not PEM;"],
  [{ proxy: { https: "proxy.example.com:3128" } }, `proxy.https has no scheme; begin it with "http://".`],
  [{ proxy: { http: "http://proxy.example.com" } }, "proxy.https is missing;"],
  [{ proxy: { https: "http://p:1", noProxy: ["10.0.0.0/8"] } }, "proxy.noProxy[0] is a network;"],
  [{ proxy: { https: "http://p:1", noProxy: ["a,b"] } }, "proxy.noProxy[0] has a comma or a space;"],
  [{ metrics: { otlpEndpoint: "collector:4317" } }, "metrics.otlpEndpoint has no scheme;"],
  [{ metrics: {} }, "metrics.otlpEndpoint is missing;"],
  [
    { metrics: { otlpEndpoint: "http://a:1", exportIntervalMs: 10 } },
    "metrics.exportIntervalMs is not a whole number from 1000 up.",
  ],
  [{ logLevel: "trace" }, `logLevel "trace" is none; use one of debug,`],
  // Kubernetes.
  [{ resourceName: "Broker" }, `resourceName "Broker" is not a DNS label`],
  [{ resourceName: "b".repeat(49) }, "has more than 48 characters;"],
  [{ createNamespace: true }, "createNamespace needs namespace;"],
  [{ namespace: "My Namespace" }, `namespace "My Namespace" is not a name in Kubernetes;`],
  [{ ingress: {} }, "ingress.host is missing;"],
  [{ ingress: { host: "https://broker.example.com" } }, "ingress.host has a scheme,"],
  [{ environment: { "LOG LEVEL": "debug" } }, `environment "LOG LEVEL" is not the name of a variable;`],
  [{ environment: { BROKER_TOKEN: "canary" } }, "environment.BROKER_TOKEN is a secret"],
  [{ environment: { GITLAB_TOKEN: "canary" } }, "environment.GITLAB_TOKEN is a secret"],
  // The Code Agent.
  [
    { client: jira, codeAgent: { snykToken: "canary", image: "a:1" } },
    `codeAgent is for source code, and client.type "jira" has none;`,
  ],
  [{ codeAgent: { image: "a:1" } }, "codeAgent.snykToken is missing;"],
  [{ codeAgent: { snykToken: "canary" } }, "codeAgent.image is missing; choose a version or digest"],
  [
    { codeAgent: { snykToken: "canary", image: "a:1", upstreamUrl: "deeproxy.eu.snyk.io" } },
    "codeAgent.upstreamUrl has no scheme;",
  ],
];

it.each(CLIENTS)("refuses a client with %j", async (args, message) => {
  const all = { client: gitlab, brokerToken: TOKEN, ...args } as unknown as BrokerClientArgs;
  const error = await refusal((opts) => new BrokerClient("scm", all, opts));
  expect(error).toMatch(/^BrokerClient "scm": .*\.$/);
  expect(error).toContain(message);
  expect(error).not.toMatch(/canary|\n/);
});

it("refuses a name that makes no Kubernetes name", async () => {
  const all = { client: gitlab, brokerToken: TOKEN } as unknown as BrokerClientArgs;
  expect(await refusal((opts) => new BrokerClient("My SCM", all, opts))).toContain("set resourceName");
});

const BROKERS: readonly [Record<string, unknown>, string][] = [
  [{ client: undefined }, "client is missing; give client, or clients by name."],
  [
    { clients: { default: { client: gitlab } } },
    "clients.default is the name of client; choose another name.",
  ],
  [
    { integration: { orgId: ORG, type: "github" } },
    `client.type "gitlab" serves gitlab, and the integration is of type "github"; use client.type "github-com".`,
  ],
  [
    { clients: { eu: { client: bitbucket } } },
    `client.type "bitbucket-server" serves bitbucket-server, and the integration is of type "gitlab"`,
  ],
  [
    { integration: { orgId: ORG, type: "bitbucket-cloud" } },
    `integration.type "bitbucket-cloud" cannot be brokered through the API`,
  ],
  [
    { integration: { orgId: ORG, type: "jira" } },
    `integration.type "jira" cannot be brokered through the API`,
  ],
  [
    { integration: { orgId: ORG, type: "gitlub" } },
    `integration.type "gitlub" is not an integration type of Snyk`,
  ],
  [
    { organizations: [ORG] },
    `organizations contains ${ORG}, the integration's own organization; leave it out.`,
  ],
  [{ organizations: ["b", "B"] }, "organizations contains b twice; leave one out."],
];

it.each(BROKERS)("refuses a Broker with %j", async (args, message) => {
  const all = {
    integration: { orgId: ORG, type: "gitlab" },
    client: gitlab,
    ...args,
  } as unknown as BrokerArgs;
  const error = await refusal((opts) => new Broker("scm", all, opts));
  expect(error).toMatch(/^Broker "scm": .*\.$/);
  expect(error).toContain(message);
  expect(error).not.toMatch(/canary|\n/);
});

const TOKEN_SECRETS: readonly [Record<string, unknown>, string][] = [
  [{ brokerToken: undefined }, "integration is missing;"],
  [
    { brokerToken: { fromSecretName: "a", key: "b" } },
    "brokerToken is in a Secret already; use that Secret.",
  ],
  [{ key: "a b" }, `key "a b" is not a key of a Secret;`],
  [{ namespace: "A" }, `namespace "A" is not a name in Kubernetes;`],
];

it.each(TOKEN_SECRETS)("refuses a token's Secret with %j", async (args, message) => {
  const all = { brokerToken: TOKEN, ...args } as unknown as BrokerTokenSecretArgs;
  const error = await refusal((opts) => new BrokerTokenSecret("scm", all, opts));
  expect(error).toMatch(/^BrokerTokenSecret "scm": .*\.$/);
  expect(error).toContain(message);
});

const reference = { fromSecretName: "vault", key: "token" };

const DOCKER_CLIENTS: readonly [Record<string, unknown>, string][] = [
  [{ hostPort: 70_000 }, "hostPort is not a whole number from 1 to 65535."],
  [{ brokerToken: reference }, "BROKER_TOKEN is in a Kubernetes Secret, which Docker does not know;"],
  [{ client: { ...gitlab, token: reference } }, "GITLAB_TOKEN is in a Kubernetes Secret,"],
  [{ caCertificates: reference }, "ca.pem is in a Kubernetes Secret,"],
  [
    { acceptRules: { fromConfigMapName: "a", key: "b" } },
    "accept.json is in a ConfigMap, which Docker does not know;",
  ],
];

it.each(DOCKER_CLIENTS)("refuses files for Docker with %j", async (args, message) => {
  const all = { client: gitlab, brokerToken: TOKEN, ...args } as unknown as DockerClientArgs;
  const error = await refusal(() => dockerFiles("scm", all));
  expect(error).toMatch(/^dockerFiles "scm": .*\.$/);
  expect(error).toContain(message);
});

/** The message of the error that a program ends with. */
async function refusal(program: (opts: pulumi.ComponentResourceOptions) => unknown): Promise<string> {
  try {
    await register(program);
  } catch (error) {
    if (pulumi.RunError.isInstance(error)) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
}
