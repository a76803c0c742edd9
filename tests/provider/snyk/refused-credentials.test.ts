import { refusedCredentials } from "../../../provider/snyk/refused-credentials";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const encoded = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString("base64url");
const why = (apiKey: string): string => {
  const { reason, remedy } = refusedCredentials({ apiKey }, "https://api.snyk.io", "eu:snykToken", NOW);
  expect(`${reason} ${remedy}`).not.toContain(apiKey);
  return `${reason}. ${remedy}`;
};

it("tells a key of another region by the host that it carries", () => {
  const key = `snyk_uat.12345678.${encoded({ h: "api.eu.snyk.io" })}.signature`;
  expect(why(key)).toMatch(
    /it is for api\.eu\.snyk\.io, and went to api\.snyk\.io\. Set `snyk-broker:region` or/,
  );
});

it("tells that a key of this region has expired or was revoked", () => {
  const key = `snyk_sat.12345678.${encoded({ h: "api.snyk.io" })}.signature`;
  expect(why(key)).toMatch(/it has expired, or was revoked\. Set a valid one in eu:snykToken\.$/);
});

it("tells when a key ended that says so", () => {
  const key = `${encoded({ alg: "none" })}.${encoded({ exp: Date.parse("2026-11-20T00:00:00Z") / 1000 })}.x`;
  expect(why(key)).toMatch(/it expired on 2026-11-20\. Set a valid one in eu:snykToken\.$/);
});

it.each([
  "f47ac10b-58cc-4372-a567-0e02b2c3d479",
  "snyk_uat.x.not-json.y",
  "snyk_uat.x.eyJoIjoiPHNjcmlwdD4ifQ.y",
  "",
])("names the possible reasons of a key that tells nothing: %j", (key) => {
  expect(refusedCredentials({ apiKey: key }, "https://api.snyk.io", "eu:snykToken", NOW).reason).toMatch(
    /it was revoked, or is of another region \(a key of the old kind/,
  );
});

it("speaks of the client where there is no key", () => {
  const { reason, remedy } = refusedCredentials(
    { clientId: "id", clientSecret: "canary" },
    "https://api.snyk.io",
    "eu:secret",
  );
  expect(reason).toBe("Snyk does not accept the client id and the client secret of the service account");
  expect(remedy).toContain("in eu:secret, with the id that belongs to it");
});
