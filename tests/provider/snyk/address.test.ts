import { AddressError, apiOrigin } from "../../../provider/snyk/address";
import { REGIONS } from "../../../provider/snyk/regions";

describe("the address of the API", () => {
  it.each(Object.entries(REGIONS))("of %s is its published one", (region, { api, broker }) => {
    expect(apiOrigin({ region })).toBe(api);
    expect(new URL(broker).host).toBe(new URL(api).host.replace("api.", "broker."));
  });

  it.each([
    [{}, "https://api.snyk.io"],
    [{ apiUrl: "" }, "https://api.snyk.io"],
    [{ apiUrl: "https://api.snykgov.io" }, "https://api.snykgov.io"],
    [{ apiUrl: "https://api.eu.snyk.io/" }, "https://api.eu.snyk.io"],
    [{ apiUrl: "https://snyk.corp:8443", region: "SNYK-EU-01" }, "https://snyk.corp:8443"],
    [{ apiUrl: "http://127.0.0.1:8080" }, "http://127.0.0.1:8080"],
    [{ apiUrl: "http://localhost:8080" }, "http://localhost:8080"],
    [{ apiUrl: "http://[::1]:8080" }, "http://[::1]:8080"],
  ])("%j", (choice, origin) => {
    expect(apiOrigin(choice)).toBe(origin);
  });

  it.each([
    ["http://api.snyk.io", /must start with https:\/\//],
    ["http://127.0.0.1.evil.example", /must start with https:\/\//],
    ["http://localhost.evil.example", /must start with https:\/\//],
    ["http://10.0.0.1", /must start with https:\/\//],
    ["ftp://api.snyk.io", /must start with https:\/\//],
    ["https://user:secret@api.snyk.io", /must not contain a user name or a password/],
    ["https://api.snyk.io/v1", /scheme, host and port only; \/v1 and \/rest are added/],
    ["https://api.snyk.io?x=1", /scheme, host and port only/],
    ["api.snyk.io", /is not a URL; give scheme, host and port/],
    ["not a url", /is not a URL/],
  ])("%s is refused", (apiUrl, reason) => {
    expect(() => apiOrigin({ apiUrl })).toThrow(AddressError);
    expect(() => apiOrigin({ apiUrl })).toThrow(reason);
    expect(() => apiOrigin({ apiUrl })).not.toThrow(/secret/);
  });

  it.each(["SNYK-EU-02", "eu", "", "toString"])(
    "of region %j is refused with the ones that there are",
    (region) => {
      expect(() => apiOrigin({ region })).toThrow(
        /use one of SNYK-US-01, SNYK-US-02, SNYK-EU-01, SNYK-AU-01, SNYK-GOV-01, or set apiUrl/,
      );
    },
  );
});
