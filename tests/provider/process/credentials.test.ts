import {
  type CredentialNames,
  CredentialsError,
  findCredentials,
  valuesOf,
} from "../../../provider/process/credentials";

const env = { ...process.env };
beforeEach(() => {
  delete process.env["SNYK_TOKEN"];
  delete process.env["SNYK_CLIENT_ID"];
  delete process.env["SNYK_CLIENT_SECRET"];
});
afterEach(() => (process.env = { ...env }));

type Values = Readonly<Record<string, string>>;
const found = (config: Values, variables: Values = {}, names: CredentialNames = {}) => {
  Object.assign(process.env, variables);
  return valuesOf(findCredentials(names, (key) => config[key]));
};

const ID = { "snyk-broker:clientId": "id" };
const SECRET = { "snyk-broker:clientSecret": "secret" };
const KEY = { "snyk-broker:apiToken": "key" };
const CLIENT = { clientId: "id", clientSecret: "secret" };

describe("the credentials", () => {
  it.each<[string, Values, Values, CredentialNames, object]>([
    ["a key", KEY, {}, {}, { apiKey: "key" }],
    ["a client", { ...ID, ...SECRET }, {}, {}, CLIENT],
    ["a client of the environment", {}, { SNYK_CLIENT_ID: "id", SNYK_CLIENT_SECRET: "secret" }, {}, CLIENT],
    [
      "an id that is configured, a secret of the environment",
      ID,
      { SNYK_CLIENT_SECRET: "secret" },
      {},
      CLIENT,
    ],
    ["a configured client rather than SNYK_TOKEN", { ...ID, ...SECRET }, { SNYK_TOKEN: "key" }, {}, CLIENT],
    [
      "a configured key rather than a client of the environment",
      KEY,
      { SNYK_CLIENT_ID: "id", SNYK_CLIENT_SECRET: "secret" },
      {},
      { apiKey: "key" },
    ],
    [
      "the client that the program names, beside another tenant's key",
      { ...KEY, "eu:id": "id", "eu:secret": "secret" },
      {},
      { clientIdConfigKey: "eu:id", clientSecretConfigKey: "eu:secret" },
      CLIENT,
    ],
    [
      "the key that the program names, beside another tenant's client",
      { ...ID, ...SECRET, "us:token": "key" },
      {},
      { tokenConfigKey: "us:token" },
      { apiKey: "key" },
    ],
    ["a secret with the end of its line", { ...ID, "snyk-broker:clientSecret": "secret\n" }, {}, {}, CLIENT],
  ])("are %s", (_, config, variables, names, expected) => {
    expect(found(config, variables, names)).toEqual(expected);
  });

  it.each<[string, Values, CredentialNames, string]>([
    [
      "a secret alone",
      SECRET,
      {},
      "a service account's client secret is set, but no client id: run `pulumi config set --secret snyk-broker:clientId " +
        "<id>`, or set the environment variable SNYK_CLIENT_ID",
    ],
    [
      "an id alone",
      ID,
      {},
      "a service account's client id is set, but no client secret: run `pulumi config set --secret " +
        "snyk-broker:clientSecret <secret>`, or set the environment variable SNYK_CLIENT_SECRET",
    ],
    [
      "a place for one half alone, which does not get the other half of another tenant",
      { ...SECRET, "eu:id": "id" },
      { clientIdConfigKey: "eu:id" },
      "a service account's client id is set, but no client secret: name the place of the client secret in `api` as well, " +
        "as clientSecretConfigKey or clientSecretEnv",
    ],
    [
      "a client that is nowhere",
      KEY,
      { clientIdConfigKey: "eu:id", clientSecretConfigKey: "eu:secret" },
      "no credentials of a Snyk service account: run `pulumi config set --secret eu:id <id>`; run `pulumi config set " +
        '--secret eu:secret <secret>`; its role needs "View Integrations" and "Edit Integrations"',
    ],
    [
      "two of them",
      { ...KEY, ...ID, ...SECRET },
      {},
      "both an API key (snyk-broker:apiToken) and a service account's client (snyk-broker:clientId) are set: unset one of " +
        "them, or name the one that counts in `api`",
    ],
  ])("are not %s", (_, config, names, message) => {
    const find = (): unknown => found(config, {}, names);
    expect(find).toThrow(CredentialsError);
    expect(find).toThrow(new Error(message));
  });
});
