import { now, readConfiguration } from "../../../provider/process/configuration";

const read = (values: Readonly<Record<string, string>>) => readConfiguration((key) => values[key]);

describe("the configuration of snyk-broker", () => {
  it("may be left out", () => {
    expect(read({})).toMatchObject({ provisionScope: "group", liveGeneration: new Map() });
  });

  it("is read by its keys", () => {
    const settings = read({
      "snyk-broker:requestsPerMinute": "600",
      "snyk-broker:requestTimeoutSeconds": "20",
      "snyk-broker:rotationsPerRun": "5",
      "snyk-broker:rotationWaitSeconds": "0",
      "snyk-broker:provisionScope": "sharing-set",
      "snyk-broker:liveGeneration": "int-1=2, int-2=13",
    });
    expect(settings).toMatchObject({
      requestsPerMinute: 600,
      requestTimeoutSeconds: 20,
      rotationsPerRun: 5,
      rotationWaitSeconds: 0,
      provisionScope: "sharing-set",
      liveGeneration: new Map([
        ["int-1", 2],
        ["int-2", 13],
      ]),
    });
  });

  it("has a number of calls for both APIs together, or one for each", () => {
    expect(read({ "snyk-broker:restRequestsPerMinute": "100" })).toMatchObject({
      restRequestsPerMinute: 100,
    });
    expect(() =>
      read({ "snyk-broker:requestsPerMinute": "600", "snyk-broker:v1RequestsPerMinute": "300" }),
    ).toThrow("snyk-broker:requestsPerMinute is for both of Snyk's APIs together; unset it, or both");
  });

  it.each([
    ["requestsPerMinute", "fast", "snyk-broker:requestsPerMinute is not a number"],
    ["requestsPerMinute", "0", "snyk-broker:requestsPerMinute must be at least 1"],
    ["requestTimeoutSeconds", "soon", "snyk-broker:requestTimeoutSeconds is not a number"],
    ["requestTimeoutSeconds", "0", "snyk-broker:requestTimeoutSeconds must be at least 1"],
    ["requestTimeoutSeconds", "86400", "snyk-broker:requestTimeoutSeconds must be at most 3600"],
    ["rotationsPerRun", "", "snyk-broker:rotationsPerRun must be at least 1"],
    ["rotationWaitSeconds", "-1", "snyk-broker:rotationWaitSeconds must be at least 0"],
    ["provisionScope", "all", 'snyk-broker:provisionScope must be "group" or "sharing-set"'],
    ["liveGeneration", "int-1", "snyk-broker:liveGeneration must be <integrationId>=<generation>"],
  ])("%s = %j is refused by its name", (name, value, message) => {
    expect(() => read({ [`snyk-broker:${name}`]: value })).toThrow(
      `${message}. Change it with \`pulumi config set\`.`,
    );
  });
});

describe("the clock", () => {
  it("is the machine's, unless a day is named", () => {
    expect(now({ SNYK_BROKER_TODAY: "2027-03-01" }).toISOString()).toBe("2027-03-01T12:00:00.000Z");
    expect(Math.abs(now({ SNYK_BROKER_TODAY: "" }).getTime() - Date.now())).toBeLessThan(5_000);
  });

  it("is not set to a day that does not exist", () => {
    expect(() => now({ SNYK_BROKER_TODAY: "2027-02-29" })).toThrow(
      "SNYK_BROKER_TODAY is not a day; write YYYY-MM-DD.",
    );
  });
});
