import { resolveBrokerServer } from "../../components/broker-client/broker-server";

const nothing = { region: undefined, apiUrl: undefined, brokerServerUrl: undefined };

it.each([
  [{}, "https://broker.snyk.io", "https://api.snyk.io"],
  [{ region: "SNYK-EU-01" }, "https://broker.eu.snyk.io", "https://api.eu.snyk.io"],
  [
    { region: "SNYK-AU-01", brokerServerUrl: "https://broker2.au.snyk.io/" },
    "https://broker2.au.snyk.io",
    "https://api.au.snyk.io",
  ],
  [{ region: "SNYK-GOV-01" }, "https://broker.snykgov.io", "https://api.snykgov.io"],
  [{ apiUrl: "https://api.snykgov.io" }, "https://broker.snykgov.io", "https://api.snykgov.io"],
  [
    { apiUrl: "http://127.0.0.1:9700", brokerServerUrl: "http://127.0.0.1:9701" },
    "http://127.0.0.1:9701",
    "http://127.0.0.1:9700",
  ],
])("finds the addresses for %j", (choice, brokerServerUrl, dispatcherUrl) => {
  expect(resolveBrokerServer("test", { ...nothing, ...choice })).toEqual({ brokerServerUrl, dispatcherUrl });
});

it.each([
  [{ region: "SNYK-XX-01" }, `region "SNYK-XX-01" has no published addresses`],
  [{ apiUrl: "http://127.0.0.1:9700" }, "brokerServerUrl is missing"],
  [{ apiUrl: "127.0.0.1:9700" }, "apiUrl has no scheme"],
  [{ brokerServerUrl: "broker.snyk.io" }, "brokerServerUrl has no scheme"],
])("refuses %j", (choice, message) => {
  expect(() => resolveBrokerServer("test", { ...nothing, ...choice })).toThrow(message);
});
