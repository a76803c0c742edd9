import type { Check } from "../../../cli/doctor/check";
import { bad, checks, one, simulator, start, stored } from "./support";

const env = { ...process.env };
beforeEach(() => {
  delete process.env["SNYK_TOKEN"];
  delete process.env["SNYK_CLIENT_ID"];
  delete process.env["SNYK_CLIENT_SECRET"];
});
afterEach(() => (process.env = { ...env }));

const NO_KEY = { "snyk-broker:apiToken": "" };
const line = (found: readonly Check[], name: string) => {
  const check = found.find((each) => each.check === name);
  return check && `${check.status}: ${check.text}${check.remedy === undefined ? "" : ` → ${check.remedy}`}`;
};

describe("a service account with OAuth 2.0", () => {
  const configured = () => {
    const { clientId, clientSecret } = simulator.addServiceAccount({ name: "pipeline" });
    return { ...NO_KEY, "snyk-broker:clientId": clientId, "snyk-broker:clientSecret": clientSecret };
  };

  it("is checked like a key, and called by its name", async () => {
    await start();
    const found = await checks({ setup: one(), config: configured() });
    expect(line(found, "api-key")).toBe("ok: The client credentials are valid; they see 4 organizations.");
    expect(found.filter(({ status }) => status === "failure")).toEqual([]);
    expect(found.map(({ check }) => check)).not.toContain("expiry");
    expect(JSON.stringify(found)).not.toMatch(/API key/);
  });

  it("may be in the environment", async () => {
    await start();
    const { clientId, clientSecret } = simulator.addServiceAccount({ name: "pipeline" });
    Object.assign(process.env, { SNYK_CLIENT_ID: clientId, SNYK_CLIENT_SECRET: clientSecret });
    expect(line(await checks({ config: NO_KEY }), "api-key")).toMatch(
      /^ok: The client credentials are valid/,
    );
  });

  it("whose secret was replaced is told so", async () => {
    await start();
    const found = await checks({
      setup: one(),
      config: { ...configured(), "snyk-broker:clientSecret": "canary" },
    });
    expect(line(found, "api-key")).toMatch(
      /^failure: Could not sign in as the service account: Snyk does not accept the client id and the client secret .* → Set a valid secret of this region in snyk-broker:clientSecret/,
    );
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  it("that may not look at integrations is not called a key", async () => {
    await start();
    const { clientId, clientSecret } = simulator.addServiceAccount({
      name: "blind",
      permissions: ["View Organization"],
    });
    const config = { ...NO_KEY, "snyk-broker:clientId": clientId, "snyk-broker:clientSecret": clientSecret };
    expect(bad(await checks({ setup: one(), config }))[0]).toMatch(
      /^failure role: .*the service account lacks the permission "View Integrations"/,
    );
  });
});

describe("credentials that cannot be used", () => {
  it.each([
    [
      "none",
      NO_KEY,
      "failure: There is no API key, and no client of a service account. → Set SNYK_TOKEN, or SNYK_CLIENT_ID and " +
        "SNYK_CLIENT_SECRET in the environment, or pass the configuration that has snyk-broker:apiToken, or " +
        "snyk-broker:clientId and snyk-broker:clientSecret: --config <(pulumi config --show-secrets --json).",
    ],
    [
      "half of a client",
      { ...NO_KEY, "snyk-broker:clientId": "id" },
      "failure: A service account's client id is set, but no client secret. → Run `pulumi config set --secret " +
        "snyk-broker:clientSecret <secret>`, or set the environment variable SNYK_CLIENT_SECRET.",
    ],
    [
      "a key and a client",
      { "snyk-broker:clientId": "id", "snyk-broker:clientSecret": "secret" },
      "failure: Both an API key (snyk-broker:apiToken) and a service account's client (snyk-broker:clientId) are set. → " +
        "Unset one of them, or name the one that counts in `api`.",
    ],
    [
      "a key for Snyk for Government",
      { "snyk-broker:apiUrl": "", "snyk-broker:region": "SNYK-GOV-01" },
      "failure: Snyk for Government (https://api.snykgov.io) takes no API keys, and snyk-broker:apiToken has one. → Unset " +
        "it, and give the client of a service account with OAuth 2.0: snyk-broker:clientId and snyk-broker:clientSecret (or " +
        "what `api` names in their place); for another Snyk, correct the region or the address.",
    ],
    [
      "a key whose last day is none",
      { "snyk-broker:apiTokenExpires": "soon" },
      "failure: snyk-broker:apiTokenExpires is not a day; write the last day of the API key as YYYY-MM-DD. → Correct it " +
        "with `pulumi config set`, or in the environment.",
    ],
  ])("%s", async (_, config, expected) => {
    await start();
    expect(line(await checks({ setup: one(), config }), "api-key")).toBe(expected);
  });

  it("of a second tenant: only the ways that are open to it are named", async () => {
    await start();
    const api = { clientIdConfigKey: "eu:id", clientSecretConfigKey: "eu:secret" };
    expect(line(await checks({ setup: one(stored({ api })) }), "api-key")).toBe(
      "failure: There is no client of a service account. → Pass the configuration that has eu:id and eu:secret: --config " +
        "<(pulumi config --show-secrets --json).",
    );
  });
});

describe("the end of a key", () => {
  const NOTED = "snyk-broker:apiTokenExpires";
  const asked = async (
    key: Parameters<typeof simulator.addKey>[0] | undefined,
    config: Readonly<Record<string, string>> = {},
  ) => {
    await start();
    const given = key && { "snyk-broker:apiToken": simulator.addKey(key) };
    simulator.log.clear();
    return line(await checks({ config: { ...given, ...config } }), "expiry");
  };

  it.each([
    ["of the legacy kind is none", undefined, {}, /^ok: It is of the kind that Snyk calls legacy/],
    [
      "is Snyk's word, for a group's account",
      { name: "k", expires: "2027-06-30" },
      {},
      /^ok: The API key is valid until 2027-06-30, says Snyk\.$/,
    ],
    [
      "is Snyk's word, for an organization's account",
      { name: "k", expires: "2027-06-30", orgIds: ["a0000000-0000-4000-8000-000000000001"] },
      {},
      /^ok: The API key is valid until 2027-06-30, says Snyk\.$/,
    ],
    [
      "is near",
      { name: "k", expires: "2027-02-10" },
      {},
      /^warning: The API key of snyk-broker:apiToken expires on 2027-02-10, in 10 days, says Snyk\. → Make another key/,
    ],
    [
      "is what is written down, where Snyk does not tell",
      { name: "k", expires: "2027-06-30", role: "viewer" },
      { [NOTED]: "2027-02-10" },
      /^warning: .*in 10 days, says snyk-broker:apiTokenExpires/,
    ],
    [
      "is another one than is written down",
      { name: "k", expires: "2027-06-30" },
      { [NOTED]: "2027-07-30" },
      /^warning: The API key expires on 2027-06-30, says Snyk, but snyk-broker:apiTokenExpires says 2027-07-30\. → Write/,
    ],
    [
      "is not known",
      { name: "k", expires: "2027-06-30", role: "viewer" },
      {},
      /^warning: It is not known when the API key expires.* → Look it up.* write it down as snyk-broker:apiTokenExpires/,
    ],
    [
      "is none, says Snyk, of a key that does not look so",
      { name: "k", key: "of-another-form" },
      {},
      /^ok: It is of the kind that Snyk calls legacy/,
    ],
  ] as const)("%s", async (_, key, config, expected) => {
    expect(await asked(key, config)).toMatch(expected);
  });

  it("is asked for in at most three calls, and not at all of a key that tells it", async () => {
    await asked({ name: "k", expires: "2027-06-30" });
    const rest = () => simulator.log.all().filter(({ path }) => /self|service_accounts/.test(path)).length;
    expect(rest()).toBe(3);
    await simulator.close();
    await asked(undefined);
    expect(rest()).toBe(0);
  });
});
