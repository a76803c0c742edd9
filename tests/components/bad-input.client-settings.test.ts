import {
  agentUrl,
  app,
  artifactory,
  bitbucket,
  ecr,
  expectRefusedClient,
  github,
  gitlab,
  harbor,
  jira,
  nexus,
  type Refused,
} from "./bad-input";

const agent = { registryAgent: { image: "a:1" } };
const secretReference = { fromSecretName: "registry", key: "password" };

const CLIENTS: readonly Refused[] = [
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
    `client.host has a scheme, but the client adds its own; write "gitlab.example.com".`,
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
  [{ client: { ...gitlab, host: { fromSecretName: "a", key: "b" } } }, "client.host is not a secret;"],
  [
    { client: { ...gitlab, token: undefined } },
    "client.token is missing; give client.token or client.tokenPool.",
  ],
  [
    { client: { ...gitlab, tokenPool: ["canary"] } },
    "client.token and client.tokenPool are mutually exclusive;",
  ],
  [
    { client: { ...github, token: undefined } },
    "client.token is missing; give client.token or client.tokenPool.",
  ],
  [
    { client: { ...github, token: undefined, tokenPool: [] } },
    "client.tokenPool is not a list, or is empty;",
  ],
  [
    { client: { ...github, token: undefined, tokenPool: "canary" } },
    "client.tokenPool is not a list, or is empty;",
  ],
  [
    { client: { ...github, token: undefined, tokenPool: ["a,canary"] } },
    "client.tokenPool[0] has a comma in an item;",
  ],
  [
    { client: { ...gitlab, token: "canary\n" } },
    "client.token has line breaks, or spaces at its start or end,",
  ],
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
    `client.token.fromSecretName "My Secret" is not a Kubernetes name;`,
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
  [
    { client: { ...bitbucket, username: "svc$PORT" } },
    `client.username contains "$" in front of a variable's name,`,
  ],
  [{ client: { ...jira, username: "svc$HOME" } }, `client.username contains "$"`],
  [
    { client: { ...bitbucket, passwordPool: ["canary"] } },
    "client.password and client.passwordPool are mutually exclusive;",
  ],
  [{ client: { ...bitbucket, username: "snyk " } }, "client.username has line breaks, or spaces"],
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
    `client.roleArn "snyk" does not look like`,
  ],
  [
    { client: { ...ecr, region: "Frankfurt", externalId: "canary", agentUrl } },
    `client.region "Frankfurt" does not look like "eu-central-1".`,
  ],
  [{ client: harbor }, "registryAgent is missing; give registryAgent to deploy an agent,"],
  [
    { client: { ...harbor, agentUrl }, registryAgent: { image: "a:1" } },
    "registryAgent and client.agentUrl are mutually exclusive;",
  ],
  [{ client: harbor, registryAgent: {} }, "registryAgent.image is missing; choose a version or digest"],
  [
    { client: harbor, registryAgent: { image: "a:1", replicas: 0 } },
    "registryAgent.replicas is not a whole number from 1 up.",
  ],
  [
    { client: { ...harbor, registry: "gcr", username: undefined, password: secretReference }, ...agent },
    "client.password is in a Secret of the cluster, where Snyk's image makes invalid JSON of a JSON key;",
  ],
  [
    { client: { ...harbor, username: "CORP\\svc", password: secretReference }, ...agent },
    "client.username has a quote, a backslash or blanks in a row,",
  ],
  [
    { client: { ...harbor, username: "svc$PORT", password: secretReference }, ...agent },
    `client.username contains "$" in front of a variable's name,`,
  ],
  [{ client: { ...harbor, password: "canary\nof two lines" }, ...agent }, "client.password has line breaks,"],
  [
    { client: { ...harbor, credentials: "eyJhIjoxfQ==" }, ...agent },
    "client.username and client.credentials are mutually exclusive;",
  ],
  [
    { client: { type: harbor.type, registry: "harbor-cr", credentials: "{canary}" }, ...agent },
    "client.credentials is not JSON in base64, on one line.",
  ],
  [
    { registryAgent: { image: "a:1" } },
    `registryAgent is for container registries, not for client.type "gitlab";`,
  ],
];

it.each(CLIENTS)("refuses a client with %j", expectRefusedClient);
