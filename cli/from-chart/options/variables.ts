import { isTree } from "../reading/examine";
import { scalarText } from "../reading/scalar";
import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";
import type { Values } from "../reading/values";

/** Variables that an option of this package owns. */
const OWNED: Readonly<Record<string, string>> = {
  ACCEPT: "acceptRules",
  BROKER_CLIENT_URL: "brokerClientUrl",
  BROKER_DISPATCHER_BASE_URL: "region or apiUrl",
  BROKER_HA_MODE_ENABLED: "highAvailability",
  BROKER_HEALTHCHECK_PATH: "healthCheckPath",
  BROKER_SERVER_URL: "region or brokerServerUrl",
  BROKER_TOKEN: "brokerToken",
  CA_CERT: "caCertificates",
  CR_AGENT_URL: "client.agentUrl, or registryAgent",
  HTTP_PROXY: "proxy.http",
  HTTPS_CERT: "https.certificate",
  HTTPS_KEY: "https.privateKey",
  HTTPS_PROXY: "proxy.https",
  NO_PROXY: "proxy.noProxy",
  NODE_EXTRA_CA_CERTS: "caCertificates",
  PORT: "containerPort",
  SNYK_PORT: "registryAgent.containerPort",
  SNYK_TOKEN: "codeAgent.snykToken",
  UPSTREAM_URL: "codeAgent.upstreamUrl",
};

/** Secrets that are settings of a client. */
const OF_CLIENT =
  /^(GITHUB_TOKEN|GITLAB_TOKEN|AZURE_REPOS_TOKEN|BITBUCKET_PASSWORD|BITBUCKET_PAT|JIRA_PASSWORD|JIRA_PAT)(_POOL)?$|^(ARTIFACTORY|NEXUS)_PASSWORD$|^(CHECKMARX_PASSWORD|SONARQUBE_API_TOKEN)$|^CR_(CREDENTIALS|EXTERNAL_ID|PASSWORD|TOKEN)$/;

const NAMES_SECRET =
  /AUTH|CREDENTIAL|PASSPHRASE|PASSW|PRIVATE|SECRET|TOKEN|API_?KEY|_KEY$|_PAT$|_PWD$|CONNECTION_?STRING|DSN$|WEBHOOK/i;
const HOLDS_SECRET = /:\/\/[^/\s]*@|-----BEGIN |^(basic|bearer|token) /i;

/** Variables of one pod. */
export interface Variables {
  readonly environment: Readonly<Record<string, Code>>;
  readonly secretEnvironment: Readonly<Record<string, Code>>;
}

interface Entry {
  readonly at: string;
  readonly name: string;
  readonly value: string;
}

/** The chart's `env`: it goes to the client and to its agent. */
export function customVariables(draft: Draft): Variables {
  const environment: Record<string, Code> = {};
  const secretEnvironment: Record<string, Code> = {};
  for (const { at, name, value } of entries(draft.values)) {
    if (taken(draft.values).includes(name)) continue;
    const problem = problemWith(draft.values, name);
    if (problem !== undefined) draft.values.leave(at, problem);
    else if (NAMES_SECRET.test(name) || HOLDS_SECRET.test(value)) {
      secretEnvironment[name] = draft.configuration.secret(
        draft.configuration.freeName(camelCase(name)),
        `the value of ${name} in env`,
      );
    } else environment[name] = value;
  }
  return { environment, secretEnvironment };
}

/** A variable of `env` that is a setting of the client. */
export function takeVariable(values: Values, name: string): string | undefined {
  return entries(values).find((entry) => entry.name === name)?.value;
}

function taken({ type }: Values): readonly string[] {
  return type === "apprisk" ? ["CHECKMARX_USERNAME", "CHECKMARX_PASSWORD"] : [];
}

/** The last one of a name is what Kubernetes takes. */
function entries(values: Values): readonly Entry[] {
  const given = values.given("env");
  if (given === undefined || given === "" || given === null) return [];
  if (!Array.isArray(given)) {
    values.leave("env", "the chart takes a list of name and value here; write environment");
    return [];
  }
  const all = (given as unknown[]).flatMap((entry, index): readonly Entry[] => {
    const at = `env[${index}]`;
    const name = isTree(entry) ? entry["name"] : undefined;
    const value = isTree(entry) ? entry["value"] : undefined;
    if (typeof name !== "string" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      values.leave(at, "it has no name that a variable can have; write environment");
      return [];
    }
    for (const other of Object.keys(entry as object).filter((key) => key !== "name" && key !== "value")) {
      const why =
        "the chart reads name and value alone; for a Secret write secretEnvironment: { NAME: { fromSecretName, key } }";
      values.leave(`${at}.${/^\w{1,40}$/.test(other) ? other : "…"}`, why, "ignored");
    }
    if (typeof value === "object" && value !== null) {
      values.leave(at, "its value is no text; write environment");
      return [];
    }
    // Without a value the chart writes an empty one.
    return [{ at, name, value: scalarText(value) }];
  });
  return all.filter(({ name }, index) => {
    const isLast = !all.slice(index + 1).some((later) => later.name === name);
    if (!isLast)
      values.leave(all[index]?.at ?? "env", "a later entry has the same name, and counts", "ignored");
    return isLast;
  });
}

function problemWith(values: Values, name: string): string | undefined {
  const owned = Object.hasOwn(OWNED, name.toUpperCase()) ? OWNED[name.toUpperCase()] : undefined;
  const isProxy = /^(https?|no)_proxy$/i.test(name);
  if (owned !== undefined && (name === name.toUpperCase() || isProxy)) {
    return `${name} is an option of its own here; write ${owned}`;
  }
  if (OF_CLIENT.test(name)) return `${name} is a setting of the client here; write it in client`;
  if (name === "GIT_CLIENT_URL" && values.isOn("enableCodeAgent")) return `${name} follows from codeAgent`;
  if (name.startsWith("ACCEPT_") && values.isGiven("acceptJson")) {
    return `${name} has no effect beside rules of your own; put it into the rules`;
  }
  return undefined;
}

function camelCase(name: string): string {
  return name
    .toLowerCase()
    .replace(/^_+|_+$/g, "")
    .replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** As options of a pod; nothing where there are none. */
export function asOptions({ environment, secretEnvironment }: Variables): Fields {
  const some = (record: Readonly<Record<string, Code>>) =>
    Object.keys(record).length > 0 ? record : undefined;
  return { environment: some(environment), secretEnvironment: some(secretEnvironment) };
}
