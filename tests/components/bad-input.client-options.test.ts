import { app, expectRefusedClient, github, jira, pem, pgp, type Refused, signing } from "./bad-input";

const SEE = "ports, probes, files or addresses follow from it; ";

/** Variables from which other things follow, and the option that decides all of it. */
const OWNED = {
  ACCEPT: "use acceptRules",
  BROKER_CLIENT_URL: "use brokerClientUrl",
  BROKER_HEALTHCHECK_PATH: "use healthCheckPath",
  BROKER_HA_MODE_ENABLED: "use highAvailability",
  BROKER_SERVER_URL: "use brokerServerUrl",
  CA_CERT: "use caCertificates",
  CR_AGENT_URL: "use client.agentUrl",
  HTTPS_CERT: "use https",
  HTTPS_KEY: "use https",
  HTTP_PROXY: "use proxy",
  NODE_EXTRA_CA_CERTS: "use caCertificates",
  NO_PROXY: "use proxy.noProxy",
  PORT: "use containerPort",
};

const codeAgent = { image: "a:1", snykToken: "canary" };

const OPTIONS: readonly Refused[] = [
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
    "replicas 5 does not work with highAvailability: Snyk admits 2 to 4 clients",
  ],
  [{ replicas: 1, highAvailability: true }, "replicas 1 does not work with highAvailability:"],
  [
    { replicas: 3, replicasElsewhere: 2, highAvailability: true },
    "replicas 3 and 2 elsewhere does not work with highAvailability: Snyk admits 2 to 4 clients",
  ],
  [{ replicasElsewhere: -1 }, "replicasElsewhere is not a whole number from 0 up."],
  // Accept rules.
  [{ accept: { code: true }, acceptRules: "{}" }, "accept and acceptRules are mutually exclusive;"],
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
    `accept.code makes a client of type "github-server-app" exit at startup;`,
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
  [{ logLevel: "trace" }, `logLevel "trace" is not a log level; use one of debug,`],
  // Kubernetes.
  [{ resourceName: "Broker" }, `resourceName "Broker" is not a DNS label`],
  [{ resourceName: "b".repeat(49) }, "has more than 48 characters;"],
  [{ createNamespace: true }, "createNamespace needs namespace;"],
  [{ namespace: "My Namespace" }, `namespace "My Namespace" is not a Kubernetes name;`],
  [{ ingress: {} }, "ingress.host is missing;"],
  [{ ingress: { host: "https://broker.example.com" } }, "ingress.host has a scheme,"],
  [{ environment: { "LOG LEVEL": "debug" } }, `environment "LOG LEVEL" is not a variable name;`],
  [{ environment: { BROKER_TOKEN: "canary" } }, "use integration, or brokerToken."],
  [
    { secretEnvironment: { GITLAB_TOKEN: "canary" } },
    "secretEnvironment.GITLAB_TOKEN has a field of its own;",
  ],
  [
    { environment: { OTHER: "a" }, secretEnvironment: { OTHER: "canary" } },
    "secretEnvironment.OTHER is in environment too;",
  ],
  [{ secretEnvironment: { OTHER: "canary$PORT" } }, `secretEnvironment.OTHER contains "$"`],
  // What one option decides.
  ...Object.entries(OWNED).map(([name, remedy]): Refused => [
    { environment: { [name]: "canary" } },
    `environment.${name} is not set here: ${SEE}${remedy}.`,
  ]),
  [
    { environment: { https_proxy: "http://canary:1" } },
    `environment.https_proxy is not set here: ${SEE}use proxy.`,
  ],
  [{ containerPort: 80 }, "containerPort is not a whole number from 1024 to 65535."],
  [{ healthCheckPath: "healthy" }, `healthCheckPath "healthy" is not a path;`],
  [{ service: { port: 0 } }, "service.port is not a whole number from 1 to 65535."],
  [{ ingress: { host: "a.example.com", otherHosts: ["https://b"] } }, "ingress.otherHosts[0] has a scheme,"],
  [{ ingress: { host: "a.example.com", path: "/snyk" } }, "brokerClientUrl is missing; with ingress.path,"],
  [{ digest: "5.22.14" }, `digest "5.22.14" is not a digest;`],
  [{ image: "a:1", digest: "b" }, "image and digest are mutually exclusive;"],
  [{ openshift: true, runAsUser: 1000 }, "openshift and runAsUser are mutually exclusive:"],
  [{ runAsUser: 0 }, "runAsUser is not a whole number from 1"],
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
  [
    { codeAgent: { ...codeAgent, environment: { UPSTREAM_URL: "canary" } } },
    `codeAgent.environment.UPSTREAM_URL is not set here: ${SEE}use upstreamUrl.`,
  ],
  [{ codeAgent: { ...codeAgent, runAsUser: 0 } }, "codeAgent.runAsUser is not a whole number"],
  [{ codeAgent: { ...codeAgent, caCertificates: "canary" } }, "codeAgent.caCertificates is not PEM;"],
  [{ codeAgent: { ...codeAgent, proxy: { https: "canary:3128" } } }, "codeAgent.proxy.https has no scheme;"],
  [
    { codeAgent: { ...codeAgent, environment: { SNYK_TOKEN: "canary" } } },
    `codeAgent.environment.SNYK_TOKEN is not set here: ${SEE}use snykToken.`,
  ],
  [
    { codeAgent: { ...codeAgent, containerPort: 80 } },
    "codeAgent.containerPort is not a whole number from 1024",
  ],
];

it.each(OPTIONS)("refuses a client with %j", expectRefusedClient);
