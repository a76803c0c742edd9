import { findCredentials } from "../../../provider/process/credentials";
import { ExpiryNotices, expiryOf, noticeOf } from "../../../provider/process/expiry";

const env = { ...process.env };
beforeEach(() => delete process.env["SNYK_TOKEN"]);
afterEach(() => (process.env = { ...env }));

const encoded = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString("base64url");
const webToken = (day: string): string =>
  `${encoded({ alg: "none" })}.${encoded({ exp: Date.parse(`${day}T08:00:00Z`) / 1000 })}.signature`;
const LEGACY = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
const KEY = { "snyk-broker:apiToken": "snyk_sat.12345678.e30.signature" };

type Values = Readonly<Record<string, string>>;
function expiry(config: Values, names = {}, variables: Values = {}) {
  Object.assign(process.env, variables);
  const read = (key: string): string | undefined => config[key];
  return expiryOf(names, findCredentials(names, read), read);
}

describe("the last day of a key", () => {
  it.each<[string, Values, object, Values, object | undefined]>([
    ["is not known", KEY, {}, {}, { day: undefined, dayPlace: "snyk-broker:apiTokenExpires" }],
    [
      "is written down beside it",
      { ...KEY, "snyk-broker:apiTokenExpires": "2027-03-01\n" },
      {},
      {},
      { day: "2027-03-01", source: "snyk-broker:apiTokenExpires", keyPlace: "snyk-broker:apiToken" },
    ],
    [
      "may be in the configuration where the key is in the environment",
      { "snyk-broker:apiTokenExpires": "2027-03-01" },
      {},
      { SNYK_TOKEN: "k" },
      { day: "2027-03-01", keyPlace: "SNYK_TOKEN", dayPlace: "snyk-broker:apiTokenExpires" },
    ],
    [
      "may be in the environment with the key",
      {},
      {},
      { SNYK_TOKEN: "k", SNYK_TOKEN_EXPIRES: "2027-03-01" },
      { day: "2027-03-01", source: "SNYK_TOKEN_EXPIRES", dayPlace: "SNYK_TOKEN_EXPIRES" },
    ],
    [
      "is each tenant's own, by the name of its key",
      {
        ...KEY,
        "snyk-broker:apiTokenExpires": "2027-03-01",
        "eu:snykToken": "k",
        "eu:snykTokenExpires": "2027-04-01",
      },
      { tokenConfigKey: "eu:snykToken" },
      {},
      { day: "2027-04-01", keyPlace: "eu:snykToken", source: "eu:snykTokenExpires" },
    ],
    [
      "is never another tenant's",
      { ...KEY, "snyk-broker:apiTokenExpires": "2027-03-01" },
      { tokenEnv: "EU_TOKEN" },
      { EU_TOKEN: "k" },
      { day: undefined, dayPlace: "EU_TOKEN_EXPIRES" },
    ],
    [
      "is the key's own word, where it tells it, whatever is written down",
      { "snyk-broker:apiToken": webToken("2027-02-01"), "snyk-broker:apiTokenExpires": "2027-03-01" },
      {},
      {},
      { day: "2027-02-01", source: "the key" },
    ],
    [
      "there is none of a legacy key",
      { "snyk-broker:apiToken": LEGACY },
      {},
      {},
      { isLegacy: true, day: undefined },
    ],
    [
      "there is none of a service account with OAuth",
      {
        "snyk-broker:clientId": "i",
        "snyk-broker:clientSecret": "s",
        "snyk-broker:apiTokenExpires": "2027-03-01",
      },
      {},
      {},
      undefined,
    ],
  ])("%s", (_, config, names, variables, expected) => {
    const found = expiry(config, names, variables);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  it.each(["01.03.2027", "2027-02-29", "soon canary"])("is refused where %j is written down", (text) => {
    expect(() => expiry({ ...KEY, "snyk-broker:apiTokenExpires": text })).toThrow(
      /^snyk-broker:apiTokenExpires is not a day; write the last day of the API key as YYYY-MM-DD$/,
    );
  });

  it("repeats nothing of the key", () => {
    const key = webToken("2027-02-01");
    const found = expiry({ "snyk-broker:apiToken": key });
    expect(JSON.stringify(found)).not.toContain(key.slice(0, 8));
  });
});

describe("a notice", () => {
  const of = (today: string, config: Values = { "snyk-broker:apiTokenExpires": "2027-03-15" }) => {
    const found = expiry({ ...KEY, ...config });
    return found && noticeOf(found, today);
  };

  it.each([
    ["2027-02-28", undefined],
    [
      "2027-03-01",
      "The API key of snyk-broker:apiToken expires on 2027-03-15, in 14 days, says snyk-broker:apiTokenExpires.",
    ],
    [
      "2027-03-14",
      "The API key of snyk-broker:apiToken expires on 2027-03-15, in 1 day, says snyk-broker:apiTokenExpires.",
    ],
    [
      "2027-03-15",
      "The API key of snyk-broker:apiToken expires today, 2027-03-15, says snyk-broker:apiTokenExpires.",
    ],
    [
      "2027-03-16",
      "The API key of snyk-broker:apiToken expired on 2027-03-15, says snyk-broker:apiTokenExpires.",
    ],
  ])("of the day %s is %j", (today, text) => {
    expect(of(today)?.text).toBe(text);
  });

  it("advises nothing that would leave a run without a key, and how to correct what is written down", () => {
    expect(of("2027-03-01")?.remedy).toBe(
      "Make another key with the same role and organizations, put it in snyk-broker:apiToken and its last day in " +
        "snyk-broker:apiTokenExpires, and run `pulumi up` in every stack that uses it; revoke the present one only after " +
        "that. If it was replaced already, correct snyk-broker:apiTokenExpires.",
    );
    const ofItself = of("2027-03-01", { "snyk-broker:apiToken": webToken("2027-03-15") });
    expect(ofItself?.text).toMatch(/in 14 days, says the key\.$/);
    expect(ofItself?.remedy).toMatch(/only after that\.$/);
  });

  it("is given once a run for each key", () => {
    const lines: string[] = [];
    const notices = new ExpiryNotices((line) => lines.push(line));
    const both = {
      ...KEY,
      "snyk-broker:apiTokenExpires": "2027-03-15",
      "eu:token": "k",
      "eu:tokenExpires": "2027-03-16",
    };
    for (let resource = 0; resource < 3; resource++) {
      notices.heed(expiry(both), "2027-03-10");
      notices.heed(expiry(both, { tokenConfigKey: "eu:token" }), "2027-03-10");
    }
    expect(lines.map((line) => line.split(",")[0])).toEqual([
      "The API key of snyk-broker:apiToken expires on 2027-03-15",
      "The API key of eu:token expires on 2027-03-16",
    ]);
  });
});
