import { ClientAuthorization, type Credentials } from "../../../provider/snyk/authorization";
import { SnykApi } from "../../../provider/snyk/api";
import { SnykHttp } from "../../../provider/snyk/http";
import { Limiter } from "../../../provider/snyk/limiter";
import { type Simulator, startSimulator } from "../../../simulator";
import { bothBy, failureOf, virtualTime } from "../support/lab";

let snyk: Simulator;
let account: { readonly clientId: string; readonly clientSecret: string };
let org: string;
beforeAll(async () => {
  snyk = await startSimulator();
  account = snyk.addServiceAccount({ name: "pipeline" });
  org = snyk.orgs[0]?.id ?? "";
});
afterAll(() => snyk.close());
beforeEach(() => {
  snyk.faults.clear();
  snyk.log.clear();
});

const apiOf = (credentials: Credentials = account): SnykApi =>
  new SnykApi(
    new SnykHttp({
      origin: snyk.url,
      credentials,
      limiters: bothBy(new Limiter(virtualTime())),
      backOff: () => 0,
    }),
  );
const calls = (): readonly string[] => snyk.log.all().map(({ operation }) => operation);

describe("a service account with OAuth 2.0", () => {
  it("signs in once for all calls that wait, and makes them under its own name", async () => {
    const api = apiOf();
    await Promise.all(Array.from({ length: 20 }, () => api.listIntegrations(org)));
    expect(calls().filter((call) => call === "requestAccessToken")).toHaveLength(1);
    expect(snyk.log.of("listIntegrations").every(({ keyName }) => keyName === "pipeline")).toBe(true);
  });

  it("may change what a key may change", async () => {
    const { integrationId } = await apiOf().createBrokeredIntegration(org, "gitlab");
    expect(snyk.integration(org, "gitlab")).toMatchObject({ id: integrationId, brokered: true });
  });

  it("whose token was revoked signs in again, and the call is made once", async () => {
    const api = apiOf();
    await api.listIntegrations(org);
    snyk.accessTokens.revoke();
    snyk.log.clear();
    await api.createBrokeredIntegration(org, "github");
    expect(calls()).toEqual(["createIntegration", "requestAccessToken", "createIntegration"]);
    expect(snyk.log.of("createIntegration").filter(({ effect }) => effect)).toHaveLength(1);
  });

  it("with a wrong secret is told so, with neither in the message; nothing else is called", async () => {
    const wrong = { ...account, clientSecret: "canary-secret" };
    const { message } = await failureOf(apiOf(wrong).provisionToken(org, "integration"));
    expect(message).toMatch(
      /^Could not sign in as the service account: Snyk does not accept the client id and the client secret.*HTTP 401/,
    );
    expect(message).not.toMatch(new RegExp(`canary|${account.clientId}`));
    expect(calls()).toEqual(["requestAccessToken"]);
  });

  it.each(["reset", "status", "html"] as const)("signs in again after a failure (%s)", async (kind) => {
    const fault = { operation: "requestAccessToken", effect: "before" } as const;
    if (kind === "status") snyk.faults.order({ ...fault, kind, status: 503 });
    else if (kind === "html") snyk.faults.order({ ...fault, kind, status: 502 });
    else snyk.faults.order({ ...fault, kind });
    expect(await apiOf().listIntegrations(org)).toBeDefined();
    expect(calls()).toEqual(["requestAccessToken", "requestAccessToken", "listIntegrations"]);
  });
});

describe("an access token", () => {
  it.each([
    [3600, 3539, 3541],
    [30, 14, 16],
  ])("of %i s is used for %i s, and replaced after %i s", async (lifetime, stillGood, over) => {
    let [now, issued] = [0, 0];
    const authorization = new ClientAuthorization(
      () => Promise.resolve({ token: `t${++issued}`, lifetime }),
      () => now,
    );
    expect(await authorization.header()).toBe("bearer t1");
    now = stillGood * 1000;
    expect(await authorization.header()).toBe("bearer t1");
    now = over * 1000;
    expect(await authorization.header()).toBe("bearer t2");
  });

  it("that could not be got is asked for again by the next call", async () => {
    let tries = 0;
    const authorization = new ClientAuthorization(() =>
      ++tries === 1 ? Promise.reject(new Error("down")) : Promise.resolve({ token: "t", lifetime: 60 }),
    );
    await expect(authorization.header()).rejects.toThrow("down");
    expect(await authorization.header()).toBe("bearer t");
  });

  it("that another call has replaced already is not thrown away", async () => {
    let issued = 0;
    const authorization = new ClientAuthorization(() =>
      Promise.resolve({ token: `t${++issued}`, lifetime: 3600 }),
    );
    const first = await authorization.header();
    authorization.refused(first);
    const second = await authorization.header();
    authorization.refused(first);
    expect(await authorization.header()).toBe(second);
  });
});
