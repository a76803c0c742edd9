import type { StartedContainer } from "./containers";
import { PEM } from "./program";

/** One variable of the chart's container and of ours; undefined where there is none. */
interface Pair {
  readonly chart: string | undefined;
  readonly ours: string | undefined;
  /** Our container, for what a value stands for. */
  readonly container: StartedContainer;
  readonly values: Readonly<Record<string, unknown>>;
}

interface Difference {
  readonly why: string;
  readonly isMeant: (pair: Pair) => boolean;
}

const onlyOurs = (why: string): Difference => ({
  why,
  isMeant: ({ chart, ours }) => chart === undefined && ours !== undefined,
});
const onlyChart = (why: string, ...values: readonly string[]): Difference => ({
  why,
  isMeant: ({ chart, ours }) =>
    ours === undefined && chart !== undefined && (values.length === 0 || values.includes(chart)),
});
const either = (...differences: readonly Difference[]): Difference => ({
  why: differences.map(({ why }) => why).join("; or: "),
  isMeant: (pair) => differences.some(({ isMeant }) => isMeant(pair)),
});

const IMAGE = onlyOurs("the chart leaves it to the .env in the image, where it follows from the same values");
const EMPTY = onlyChart("an empty variable says nothing; this package leaves it out", "");
const DEFAULT_ON = onlyChart("the client has these rules on without it");

/** The client puts the value of a variable in the place of its name. */
function expanded(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(/\$([A-Z_]+)/g, (whole, name: string) => environment[name] ?? whole);
}

const ADDRESS: Difference = {
  why: "the address has $…_PASSWORD in it, in whose place the client puts the password, percent-encoded",
  isMeant: ({ chart, ours, container }) =>
    ours !== undefined && expanded(ours, container.environment) === chart,
};

const FILE: Difference = {
  why: "the same file, mounted elsewhere, and not in the home of the image",
  isMeant: ({ chart, ours, container, values }) => {
    if (chart === undefined || ours === undefined) return false;
    const content = container.files[ours];
    const text = values["caCertFile"];
    return content === PEM || content === text || content?.startsWith("in the cluster:") === true;
  },
};

const REGISTRY: Difference = {
  why: "all credentials are in CR_CREDENTIALS, as the image would make it of single variables",
  isMeant: ({ chart, ours, container }) => {
    if (ours !== undefined || chart === undefined) return false;
    const text = container.environment["CR_CREDENTIALS"];
    const decoded =
      text === undefined ? undefined : (JSON.parse(Buffer.from(text, "base64").toString()) as object);
    return JSON.stringify(decoded ?? {}).includes(JSON.stringify(chart).slice(1, -1));
  },
};

/** What a difference of a variable is meant for. */
export function differenceOf(
  name: string,
  differences: Readonly<Record<string, Difference>>,
): Difference | undefined {
  return name.startsWith("BROKER_DOWNSTREAM_TYPE_") ? IMAGE : differences[name];
}

/** Where a variable is meant to be another one than the chart's; of the client. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  ACCEPT: either(IMAGE, {
    why: "rules of one's own are mounted elsewhere",
    isMeant: ({ chart, ours, container, values }) =>
      chart === "/home/node/private/accept.json" &&
      JSON.stringify(JSON.parse(container.files[ours ?? ""] ?? "null")) ===
        JSON.stringify(JSON.parse(values["acceptJson"] as string)),
  }),
  ACCEPT_APPRISK: DEFAULT_ON,
  ACCEPT_CODE: DEFAULT_ON,
  ACCEPT_CUSTOM_PR_TEMPLATES: onlyOurs("no source code, no rules for it"),
  ACCEPT_ESSENTIALS: onlyOurs("no source code, no rules for it"),
  ACCEPT_GIT: onlyOurs("no source code, no rules for it"),
  ACCEPT_IAC: either(DEFAULT_ON, onlyOurs("no source code, no rules for it")),
  ACCEPT_LARGE_MANIFESTS: onlyOurs(
    "on for GitHub, where the client has it off without; off without source code",
  ),
  ARTIFACTORY_PASSWORD: onlyOurs("the secret part of ARTIFACTORY_URL"),
  ARTIFACTORY_URL: ADDRESS,
  AZURE_REPOS_USER_ENTITLEMENTS_HOST: IMAGE,
  BASE_NEXUS_URL: ADDRESS,
  BITBUCKET_GIT: IMAGE,
  BROKER_CLIENT_URL: either(onlyOurs("the chart forgets it for Nexus and apprisk"), {
    why: "the chart has an empty one, or the name of its own Service",
    isMeant: ({ chart, ours }) =>
      ours?.startsWith("http") === true &&
      (chart === "" || /^http:\/\/[^/]*-broker-service/.test(chart ?? "")),
  }),
  BROKER_CLIENT_URL_TLS_TERMINATED: onlyOurs("without it the client reports a false error at startup"),
  BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: IMAGE,
  BROKER_CLIENT_VALIDATION_BASIC_AUTH: IMAGE,
  BROKER_CLIENT_VALIDATION_JSON_DISABLED: IMAGE,
  BROKER_CLIENT_VALIDATION_URL: either(IMAGE, ADDRESS, {
    why: "the agent's system check tries the credentials, its health check does not",
    isMeant: ({ chart, ours }) => /\/healthcheck$/.test(chart ?? "") && /\/systemcheck$/.test(ours ?? ""),
  }),
  BROKER_SYSTEMCHECK_PATH: onlyChart("the client's own default", "/systemcheck"),
  BROKER_TOKEN: onlyOurs("the chart forgets it for apprisk"),
  CA_CERT: FILE,
  CHECKMARX_PASSWORD: onlyOurs("the chart has no value for it"),
  CHECKMARX_USERNAME: onlyOurs("the chart has no value for it"),
  CR_AGENT_URL: {
    why: "the name of the agent's Service is ours",
    isMeant: ({ chart, ours }) => new URL(chart ?? "").port === new URL(ours ?? "").port,
  },
  CR_CREDENTIALS: onlyOurs("all credentials of a registry; the single ones are compared with it"),
  CR_EXTERNAL_ID: REGISTRY,
  CR_PASSWORD: REGISTRY,
  CR_REGION: REGISTRY,
  CR_ROLE_ARN: REGISTRY,
  CR_TOKEN: REGISTRY,
  CR_USERNAME: REGISTRY,
  GITHUB: IMAGE,
  GITHUB_API: either(IMAGE, EMPTY),
  GITHUB_GRAPHQL: either(IMAGE, EMPTY),
  GITHUB_RAW: IMAGE,
  GITHUB_TOKEN: onlyChart("beside a pool the client does not use it"),
  GITLAB_TOKEN: onlyChart("beside a pool the client does not use it"),
  GIT_CLIENT_URL: {
    why: "the name of the agent's Service is ours; the chart leaves its suffix out, and reaches nobody",
    isMeant: ({ chart, ours }) =>
      chart?.startsWith("http://code-agent-service:") === true && ours !== undefined,
  },
  GIT_PASSWORD: IMAGE,
  GIT_URL: IMAGE,
  GIT_USERNAME: IMAGE,
  HTTPS_CERT: FILE,
  HTTPS_KEY: FILE,
  LOG_ENABLE_BODY: onlyChart("the client's own default", "false"),
  LOG_LEVEL: onlyChart("the client's own default", "info"),
  NEXUS_PASSWORD: onlyOurs("the secret part of NEXUS_URL"),
  NEXUS_URL: ADDRESS,
  NODE_EXTRA_CA_CERTS: FILE,
  PORT: onlyOurs("the chart forgets it for apprisk"),
  NO_PROXY: {
    why: "our own agent's Service is reached without the proxy",
    isMeant: ({ chart, ours }) => ours?.startsWith(`${chart ?? "?"},`) === true,
  },
  REMOVE_X_FORWARDED_HEADERS: IMAGE,
};

/** The same of agents. */
export const AGENT_DIFFERENCES: Readonly<Record<string, Difference>> = {
  CA_CERT: onlyOurs("certificates of the client are the agent's too"),
  UPSTREAM_URL: onlyOurs("it follows from the region"),
  HTTP_PROXY: onlyOurs("the client's proxy for http is the Code Agent's too"),
  NODE_EXTRA_CA_CERTS: onlyOurs("certificates of the client are the agent's too"),
  NO_PROXY: DIFFERENCES["NO_PROXY"]!,
};
