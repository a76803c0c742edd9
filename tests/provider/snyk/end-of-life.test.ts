import { SnykApi } from "../../../provider/snyk/api";
import { EndOfLife } from "../../../provider/snyk/end-of-life";
import { SnykHttp } from "../../../provider/snyk/http";
import { Limiter } from "../../../provider/snyk/limiter";
import { startSimulator } from "../../../simulator";
import { bothBy } from "../support/lab";
import { json, serve, type TestServer } from "../support/server";

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** @returns the lines that are told about two lists whose answers have these headers */
async function told(headers: Readonly<Record<string, string>>): Promise<readonly string[]> {
  server = await serve(json({}, 200, headers));
  const lines: string[] = [];
  const api = apiOf(server.url, "key", lines);
  await api.listIntegrations("org");
  await api.forOperation().listIntegrations("org");
  return lines;
}

function apiOf(origin: string, apiKey: string, lines: string[]): SnykApi {
  const endOfLife = new EndOfLife((...parts) => lines.push(parts.join(" ")));
  return new SnykApi(
    new SnykHttp({ origin, credentials: { apiKey }, limiters: bothBy(new Limiter()), endOfLife }),
  );
}

it.each([
  [
    "an end",
    { sunset: "Thu, 22 Jul 2027 12:00:00 GMT" },
    /"list the integrations"\): it ends on 2027-07-22\. Update/,
  ],
  ["an end, as Snyk's REST API writes it", { sunset: "2027-07-22" }, /it ends on 2027-07-22\./],
  ["that it is deprecated", { deprecation: "true" }, /it is deprecated\. Update/],
  ["an end that is no date", { sunset: "snyk_uat.secret" }, /it is deprecated\. Update/],
] as const)("tells once a run what an answer announces: %s", async (_, headers, says) => {
  const lines = await told(headers);
  expect(lines).toEqual([expect.stringMatching(says)]);
  expect(lines.join()).not.toContain("secret");
});

it("tells nothing where nothing is announced", async () => {
  expect(await told({})).toEqual([]);
});

it("hears it from a Snyk that announces the end of its beta", async () => {
  const snyk = await startSimulator({ settings: { restSunset: "2027-07-22" } });
  const lines: string[] = [];
  await apiOf(snyk.url, snyk.adminKey, lines).listIntegrationsWithBroker(snyk.orgs[0]?.id ?? "");
  await snyk.close();
  expect(lines).toEqual([expect.stringContaining("it ends on 2027-07-22")]);
});
