import { Connections, type Connection } from "../../../provider/process/connections";
import { readConfiguration } from "../../../provider/process/configuration";
import { Lab } from "../support/lab";

const env = { ...process.env };
beforeEach(() => delete process.env["SNYK_TOKEN"]);
afterEach(() => (process.env = { ...env }));

type Config = Readonly<Record<string, string>>;
function connections(config: Config = {}): Connections {
  const read = (key: string): string | undefined => config[key];
  return new Connections(read, readConfiguration(read), () => undefined);
}

describe("the API key", () => {
  let lab: Lab;
  beforeAll(async () => (lab = await Lab.start()));
  afterAll(() => lab.close());

  /** The name of the key that a connection uses, as Snyk sees it. */
  async function keyOf(config: Config, connection: Connection): Promise<string | undefined> {
    lab.simulator.log.clear();
    const { api } = connections({ "snyk-broker:apiUrl": lab.simulator.url, ...config }).open(connection);
    await api.listOrganizations();
    return lab.simulator.log.all()[0]?.keyName;
  }

  it.each([
    ["the configuration", { "snyk-broker:apiToken": "admin" }, {}, {}, "admin"],
    ["SNYK_TOKEN", {}, { SNYK_TOKEN: "viewer" }, {}, "viewer"],
    [
      "the configuration rather than SNYK_TOKEN",
      { "snyk-broker:apiToken": "admin" },
      { SNYK_TOKEN: "viewer" },
      {},
      "admin",
    ],
    [
      "the key that the program names",
      { "snyk-broker:apiToken": "admin", "b:token": "viewer" },
      {},
      { tokenConfigKey: "b:token" },
      "viewer",
    ],
    [
      "the variable that the program names",
      { "snyk-broker:apiToken": "admin" },
      { B_TOKEN: "viewer" },
      { tokenEnv: "B_TOKEN" },
      "viewer",
    ],
    [
      "the named variable where the named key is not set",
      {},
      { B: "viewer" },
      { tokenConfigKey: "b:token", tokenEnv: "B" },
      "viewer",
    ],
  ])("is taken from %s", async (_, config, variables, connection, name) => {
    const value = (key: string): string =>
      key === "admin" ? lab.simulator.adminKey : lab.simulator.viewerKey;
    Object.assign(process.env, mapped(variables, value));
    expect(await keyOf(mapped(config, value), connection)).toBe(name);
  });

  it("may end with the end of its line, as a file's contents do", async () => {
    expect(await keyOf({ "snyk-broker:apiToken": `${lab.simulator.adminKey}\n` }, {})).toBe("admin");
  });
});

function mapped(record: Config, value: (key: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, each]) => [key, value(each)]));
}

describe("a tenant whose key is missing", () => {
  it.each<[Connection, RegExp]>([
    [
      { tokenConfigKey: "b:token" },
      /^no Snyk API key: run `pulumi config set --secret b:token <key>`; its role needs/,
    ],
    [{ tokenEnv: "B_TOKEN" }, /^no Snyk API key: set the environment variable B_TOKEN; its role needs/],
    [
      { tokenConfigKey: "b:token", tokenEnv: "B_TOKEN" },
      /set --secret b:token <key>`, or set the environment variable B_TOKEN/,
    ],
  ])("never gets another tenant's: %j", (connection, message) => {
    process.env["SNYK_TOKEN"] = "another tenant's";
    const open = connections({ "snyk-broker:apiToken": "another tenant's" });
    expect(() => open.open(connection)).toThrow(message);
    expect(open.problems(connection)).toEqual([expect.stringMatching(message)]);
  });
});

describe("the address", () => {
  it.each<[Config, Connection, string]>([
    [{}, {}, "https://api.snyk.io"],
    [{ "snyk-broker:region": "SNYK-EU-01" }, {}, "https://api.eu.snyk.io"],
    [
      { "snyk-broker:region": "SNYK-EU-01", "snyk-broker:apiUrl": "https://x.example" },
      {},
      "https://x.example",
    ],
    [{ "snyk-broker:apiUrl": "https://x.example" }, { region: "SNYK-AU-01" }, "https://api.au.snyk.io"],
    [{ "snyk-broker:region": "SNYK-EU-01" }, { apiUrl: "https://y.example" }, "https://y.example"],
  ])("with %j and %j is %s", (config, connection, origin) => {
    const open = connections({ ...config, "snyk-broker:apiToken": "key" });
    expect([open.open(connection).origin, open.origin(connection)]).toEqual([origin, origin]);
  });

  it("that cannot be used is said of the place that names it", () => {
    const open = connections({ "snyk-broker:apiToken": "key", "snyk-broker:region": "mars" });
    expect(open.problems()).toEqual([
      expect.stringMatching(/^snyk-broker: region "mars" is not known; use one of/),
    ]);
    expect(open.problems({ apiUrl: "http://api.snyk.io" })).toEqual([
      expect.stringMatching(/^api: apiUrl must start with https/),
    ]);
    expect(() => open.open()).toThrow(/^region "mars" is not known/);
  });
});

describe("Snyk for Government", () => {
  const GOV = { "snyk-broker:region": "SNYK-GOV-01" };
  const CLIENT = { "snyk-broker:clientId": "id", "snyk-broker:clientSecret": "secret" };

  it.each<[string, Config, Connection, string]>([
    ["by its region", { ...GOV, "snyk-broker:apiToken": "canary" }, {}, "snyk-broker:apiToken"],
    [
      "by its address",
      { "snyk-broker:apiUrl": "https://api.snykgov.io", "snyk-broker:apiToken": "canary" },
      {},
      "snyk-broker:apiToken",
    ],
    [
      "named by a resource",
      { "gov:token": "canary" },
      { region: "SNYK-GOV-01", tokenConfigKey: "gov:token" },
      "gov:token",
    ],
  ])("%s takes no API key, which is said before anything is sent", (_, config, connection, place) => {
    const open = connections(config);
    const [problem, ...more] = open.problems(connection);
    expect(more).toEqual([]);
    expect(problem).toBe(
      `Snyk for Government (https://api.snykgov.io) takes no API keys, and ${place} has one: unset it, and give the client ` +
        "of a service account with OAuth 2.0: snyk-broker:clientId and snyk-broker:clientSecret (or what `api` names in " +
        "their place); for another Snyk, correct the region or the address",
    );
    expect(() => open.open(connection)).toThrow(problem);
  });

  it("takes a service account with OAuth 2.0", () => {
    const open = connections({ ...GOV, ...CLIENT });
    expect(open.problems()).toEqual([]);
    expect(open.open().origin).toBe("https://api.snykgov.io");
  });
});

it("a last day that is none is said in the preview", () => {
  const open = connections({ "snyk-broker:apiToken": "key", "snyk-broker:apiTokenExpires": "next year" });
  expect(open.problems()).toEqual([
    expect.stringMatching(/^snyk-broker:apiTokenExpires is not a day; write/),
  ]);
});

it("resources of one tenant share a client, and with it a rate limit; others do not", () => {
  const open = connections({ "snyk-broker:apiToken": "key", "b:token": "other", "c:token": "key" });
  expect(open.open()).toBe(open.open({}));
  expect(open.open()).toBe(open.open({ tokenConfigKey: "c:token" }));
  expect(open.open()).not.toBe(open.open({ tokenConfigKey: "b:token" }));
  expect(open.open()).not.toBe(open.open({ region: "SNYK-EU-01" }));
});

it("no key is in what a connection shows of itself", async () => {
  const { inspect } = await import("node:util");
  const open = connections({ "snyk-broker:apiToken": "c4n4ry" });
  expect(inspect([open, open.open()], { depth: 10, showHidden: true })).not.toContain("c4n4ry");
  expect(JSON.stringify([open, open.open()])).not.toContain("c4n4ry");
});
