/** Defaults that follow from what is known. */
import * as pulumi from "@pulumi/pulumi";
import type { ClientSettings } from "../../components/client-types";
import { planClient } from "../../components/broker-client/plan";
import { register } from "./mocked";
import { LEAST, TOKEN } from "./samples";

beforeAll(() => register(() => undefined));

function variablesOf(client: ClientSettings): Promise<Record<string, unknown>> {
  const { environment } = planClient("test", "scm", { client, brokerToken: TOKEN });
  return new Promise((resolve) => pulumi.output(environment.plain).apply(resolve));
}

describe("the API of a GitHub Enterprise", () => {
  it.each([
    ["github.com", "api.github.com", "api.github.com"],
    ["acme.ghe.com", "api.acme.ghe.com", "api.acme.ghe.com"],
    ["Acme.GHE.com", "api.acme.ghe.com", "api.acme.ghe.com"],
    ["ghe.example.com", "ghe.example.com/api/v3", "ghe.example.com/api"],
    ["notghe.com", "notghe.com/api/v3", "notghe.com/api"],
  ])("of %s is at %s", async (host, api, graphql) => {
    const found = await variablesOf({ ...LEAST["github-enterprise"], host });
    expect(found).toMatchObject({
      GITHUB: host,
      GITHUB_API: api,
      GITHUB_GRAPHQL: graphql,
      BROKER_CLIENT_VALIDATION_URL: `https://${api}/user`,
    });
  });

  it("is where it was said to be", async () => {
    const client = { ...LEAST["github-enterprise"], host: "github.com", apiHost: "a", graphqlHost: "b" };
    expect(await variablesOf(client)).toMatchObject({ GITHUB_API: "a", GITHUB_GRAPHQL: "b" });
  });
});

describe("the system check, which doctor asks", () => {
  it("of AppRisk calls SonarQube with its token", async () => {
    expect(await variablesOf(LEAST.apprisk)).toMatchObject({
      BROKER_CLIENT_VALIDATION_URL: "https://sonar.example.com/api/system/ping",
      BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER: "Bearer $SONARQUBE_API_TOKEN",
    });
  });

  it("of AppRisk with Checkmarx alone calls its sign-in", async () => {
    const checkmarx = {
      checkmarxHost: "cx.example.com",
      checkmarxUsername: "snyk",
      checkmarxPassword: "canary",
    };
    expect(await variablesOf({ type: "apprisk", ...checkmarx })).toMatchObject({
      BROKER_CLIENT_VALIDATION_URL:
        "https://cx.example.com/cxrestapi/auth/identity/.well-known/openid-configuration",
    });
  });

  it.each(["bitbucket-server", "bitbucket-server-bearer-auth"] as const)(
    "of %s calls the API where it is, also under a path",
    async (type) => {
      const client = { ...LEAST[type], host: "example.com", apiHost: "example.com/tools/git/rest/api/1.0" };
      expect((await variablesOf(client as ClientSettings))["BROKER_CLIENT_VALIDATION_URL"]).toBe(
        "https://example.com/tools/git/rest/api/1.0/projects",
      );
    },
  );
});

it.each(["github-com", "github-enterprise"] as const)("lets large manifests of %s through", async (type) => {
  expect((await variablesOf(LEAST[type]))["ACCEPT_LARGE_MANIFESTS"]).toBe("true");
});
