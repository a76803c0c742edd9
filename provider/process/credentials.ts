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
 * @throws UserError that says what is missing, and where it may be put
 */
export function readCredentials(names: CredentialNames, config: ReadConfig): Credentials {
  const places = credentialPlaces(names);
  const apiKey = places.apiKey && read(places.apiKey, config);
  const id = places.client && read(places.client.id, config);
  const secret = places.client && read(places.client.secret, config);
  if (apiKey === undefined && id === undefined && secret === undefined)
    throw new UserError(nothingFound(places));
  const isClient = id !== undefined || secret !== undefined;
  // The environment may be for other tools: what the stack's configuration says comes first.
  const prefersKey =
    apiKey !== undefined && (!isClient || (apiKey.isConfigured && !isConfigured(id, secret)));
  const prefersClient =
    isClient && (apiKey === undefined || (isConfigured(id, secret) && !apiKey.isConfigured));
  if (prefersKey) return { apiKey: apiKey.value };
  if (!prefersClient) throw new UserError(bothFound(apiKey, id ?? secret));
  if (id === undefined || secret === undefined) throw new UserError(halfFound(places, id));
  return { clientId: id.value, clientSecret: secret.value };
}

interface Found {
  readonly value: string;
  readonly where: string;
  readonly isConfigured: boolean;
}

function isConfigured(...found: readonly (Found | undefined)[]): boolean {
  return found.some((each) => each?.isConfigured === true);
}

function read({ key, variable }: CredentialPlace, config: ReadConfig): Found | undefined {
  // `pulumi config set < file` keeps the line's end.
  const configured = key === undefined ? undefined : config(key)?.trim();
  if (configured) return { value: configured, where: String(key), isConfigured: true };
  const given = variable === undefined ? undefined : process.env[variable]?.trim();
  return given ? { value: given, where: String(variable), isConfigured: false } : undefined;
}

const ROLE = `its role needs "View Integrations" and "Edit Integrations"`;

function nothingFound({ apiKey, client }: CredentialPlaces): string {
  if (apiKey === undefined)
    return `no credentials of a Snyk service account: ${client ? `${waysTo(client.id, "<id>")}; ${waysTo(client.secret, "<secret>")}` : ""}; ${ROLE}`;
  const other =
    client &&
    `, or give a service account's client: ${both(client.id.key, client.secret.key)}, or ${both(client.id.variable, client.secret.variable)}`;
  return `no Snyk API key: ${waysTo(apiKey, "<key>")}${other ?? ""}; ${ROLE}`;
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

function halfFound({ client }: CredentialPlaces, id: Found | undefined): string {
  const [has, lacks] = id === undefined ? ["secret", "id"] : ["id", "secret"];
  const place = id === undefined ? client?.id : client?.secret;
  return `a service account's client ${has} is set, but no client ${lacks}: ${waysTo(place ?? { key: undefined, variable: undefined }, `<${lacks}>`)}`;
}

function bothFound(apiKey: Found | undefined, client: Found | undefined): string {
  return (
    `both an API key (${apiKey?.where}) and a service account's client (${client?.where}) are set: unset one of them, or ` +
    "name the one that counts in `api`"
  );
}
