import { UserError } from "../snyk/errors";
import type { Credentials } from "../snyk/authorization";
import type { ReadConfig } from "./configuration";

/** The *names* of the places that hold the credentials: see `ApiConnectionArgs`. */
export interface CredentialNames {
  readonly tokenConfigKey?: string | undefined;
  readonly tokenEnv?: string | undefined;
  readonly clientIdConfigKey?: string | undefined;
  readonly clientIdEnv?: string | undefined;
  readonly clientSecretConfigKey?: string | undefined;
  readonly clientSecretEnv?: string | undefined;
}

/** Where a value may be: a configuration key, a variable of the environment. */
export interface CredentialPlace {
  readonly key: string | undefined;
  readonly variable: string | undefined;
}

/** Where the credentials of a connection may be; a way that is missing is not open to it. */
export interface CredentialPlaces {
  readonly apiKey?: CredentialPlace;
  readonly client?: { readonly id: CredentialPlace; readonly secret: CredentialPlace };
}

/** A value, and the name of the place that it was found in. */
export interface Found {
  readonly value: string;
  readonly where: string;
  readonly isConfigured: boolean;
}

/** The credentials as they were found: an API key, or the client of a service account. */
export type FoundCredentials =
  { readonly apiKey: Found } | { readonly clientId: Found; readonly clientSecret: Found };

/** Credentials that cannot be used: none, half of them, two of them, or of a kind that the API does not take. */
export class CredentialsError extends UserError {
  /** What is wrong, without the remedy. */
  readonly problem: string;
  readonly remedy: string;
  /** Whether there are none at all. */
  readonly isMissing: boolean;

  constructor({ problem, remedy, isMissing = false }: CredentialsProblem) {
    super(`${problem}: ${remedy}`);
    this.problem = problem;
    this.remedy = remedy;
    this.isMissing = isMissing;
  }
}

interface CredentialsProblem {
  readonly problem: string;
  readonly remedy: string;
  readonly isMissing?: boolean;
}

const DEFAULTS: Required<CredentialPlaces> = {
  apiKey: { key: "snyk-broker:apiToken", variable: "SNYK_TOKEN" },
  client: {
    id: { key: "snyk-broker:clientId", variable: "SNYK_CLIENT_ID" },
    secret: { key: "snyk-broker:clientSecret", variable: "SNYK_CLIENT_SECRET" },
  },
};

/** A connection that names a place gets its credentials from there alone: never those of another tenant. */
export function credentialPlaces(names: CredentialNames): CredentialPlaces {
  const apiKey = { key: names.tokenConfigKey, variable: names.tokenEnv };
  const id = { key: names.clientIdConfigKey, variable: names.clientIdEnv };
  const secret = { key: names.clientSecretConfigKey, variable: names.clientSecretEnv };
  const named = {
    ...(isNamed(apiKey) && { apiKey }),
    ...((isNamed(id) || isNamed(secret)) && { client: { id, secret } }),
  };
  return Object.keys(named).length === 0 ? DEFAULTS : named;
}

function isNamed({ key, variable }: CredentialPlace): boolean {
  return key !== undefined || variable !== undefined;
}

/**
 * Reads the credentials.
 * @throws CredentialsError that says what is missing, and where it may be put
 */
export function findCredentials(names: CredentialNames, config: ReadConfig): FoundCredentials {
  const places = credentialPlaces(names);
  const apiKey = places.apiKey && find(places.apiKey, config);
  const id = places.client && find(places.client.id, config);
  const secret = places.client && find(places.client.secret, config);
  if (apiKey === undefined && id === undefined && secret === undefined)
    throw new CredentialsError(nothingFound(places));
  const isClient = id !== undefined || secret !== undefined;
  // The environment may be for other tools: what the stack's configuration says comes first.
  const prefersKey =
    apiKey !== undefined && (!isClient || (apiKey.isConfigured && !isConfigured(id, secret)));
  const prefersClient =
    isClient && (apiKey === undefined || (isConfigured(id, secret) && !apiKey.isConfigured));
  if (prefersKey) return { apiKey };
  if (!prefersClient) throw new CredentialsError(bothFound(apiKey, id ?? secret));
  if (id === undefined || secret === undefined) throw new CredentialsError(halfFound(places, id));
  return { clientId: id, clientSecret: secret };
}

/** The credentials as Snyk gets them. */
export function valuesOf(found: FoundCredentials): Credentials {
  if ("apiKey" in found) return { apiKey: found.apiKey.value };
  return { clientId: found.clientId.value, clientSecret: found.clientSecret.value };
}

function isConfigured(...found: readonly (Found | undefined)[]): boolean {
  return found.some((each) => each?.isConfigured === true);
}

/** What a place holds, without the spaces around it: `pulumi config set < file` keeps the line's end. */
export function find({ key, variable }: CredentialPlace, config: ReadConfig): Found | undefined {
  const configured = key === undefined ? undefined : config(key)?.trim();
  if (configured) return { value: configured, where: String(key), isConfigured: true };
  const given = variable === undefined ? undefined : process.env[variable]?.trim();
  return given ? { value: given, where: String(variable), isConfigured: false } : undefined;
}

const ROLE = `its role needs "View Integrations" and "Edit Integrations"`;

function nothingFound({ apiKey, client }: CredentialPlaces): CredentialsProblem {
  const isMissing = true;
  if (apiKey === undefined) {
    const ways = client ? `${wayTo("id", client.id)}; ${wayTo("secret", client.secret)}` : "";
    return { problem: "no credentials of a Snyk service account", remedy: `${ways}; ${ROLE}`, isMissing };
  }
  const other =
    client &&
    `, or give a service account's client: ${both(client.id.key, client.secret.key)}, or ${both(client.id.variable, client.secret.variable)}`;
  return {
    problem: "no Snyk API key",
    remedy: `${waysTo(apiKey, "<key>")}${other ?? ""}; ${ROLE}`,
    isMissing,
  };
}

function both(one: string | undefined, other: string | undefined): string {
  return [one, other].filter((name) => name !== undefined).join(" and ");
}

function waysTo({ key, variable }: CredentialPlace, value: string): string {
  return [
    key === undefined ? undefined : `run \`pulumi config set --secret ${key} ${value}\``,
    variable === undefined ? undefined : `set the environment variable ${variable}`,
  ]
    .filter((way) => way !== undefined)
    .join(", or ");
}

function halfFound({ client }: CredentialPlaces, id: Found | undefined): CredentialsProblem {
  const [has, lacks] = id === undefined ? (["secret", "id"] as const) : (["id", "secret"] as const);
  return {
    problem: `a service account's client ${has} is set, but no client ${lacks}`,
    remedy: wayTo(lacks, client?.[lacks]),
  };
}

/** A connection that names a place for one half alone never looks for the other one in the default place. */
function wayTo(half: "id" | "secret", place: CredentialPlace | undefined): string {
  if (place !== undefined && isNamed(place)) return waysTo(place, `<${half}>`);
  const field = half === "id" ? "clientId" : "clientSecret";
  return `name the place of the client ${half} in \`api\` as well, as ${field}ConfigKey or ${field}Env`;
}

function bothFound(apiKey: Found | undefined, client: Found | undefined): CredentialsProblem {
  return {
    problem: `both an API key (${apiKey?.where}) and a service account's client (${client?.where}) are set`,
    remedy: "unset one of them, or name the one that counts in `api`",
  };
}

/** For an API that takes no keys. @param origin the API's */
export function keyNotTaken(apiKey: Found, origin: string): CredentialsError {
  return new CredentialsError({
    problem: `Snyk for Government (${origin}) takes no API keys, and ${apiKey.where} has one`,
    remedy:
      "unset it, and give the client of a service account with OAuth 2.0: snyk-broker:clientId and " +
      "snyk-broker:clientSecret (or what `api` names in their place); for another Snyk, correct the region or the address",
  });
}
