import { z } from "zod";
import { principalId } from "../../simulator/snyk/principal";
import { clientOf, start, stopAll } from "./http";

afterEach(stopAll);

const self = z.object({
  data: z.object({
    type: z.string(),
    id: z.guid(),
    attributes: z.object({ default_org_context: z.string().optional() }),
  }),
});
const account = z.object({
  data: z.object({
    id: z.string(),
    attributes: z.object({
      name: z.string(),
      auth_type: z.string(),
      access_token_expires_at: z.string().optional(),
    }),
  }),
});

const SELF = "/rest/self?version=2024-04-22";
const at = (owner: string, id: string) => `/rest/${owner}/service_accounts/${id}?version=2023-09-07`;

describe("whose a key is", () => {
  it("is told to whoever calls, and is the same each time", async () => {
    const { simulator, http, org } = await start();
    const mine = self.parse((await http.get(SELF)).data);
    expect(mine).toEqual(self.parse((await http.get(SELF)).data));
    expect(mine.data).toMatchObject({ type: "service_account", attributes: { default_org_context: org } });
    const other = await clientOf(simulator, `token ${simulator.viewerKey}`).get(SELF);
    expect(self.parse(other.data).data.id).not.toBe(mine.data.id);
    expect((await http.get("/rest/self?version=2022-01-01")).status).toBe(404);
  });
});

describe("a service account", () => {
  it("of an organization tells when its access token ends, there and in the group", async () => {
    const { simulator, http, org, sister } = await start();
    const key = simulator.addKey({ name: "pipeline", orgIds: [org], expires: "2027-03-01" });
    expect(key).toMatch(/^snyk_sat\.[0-9a-f]{8}\.[\w-]+\.[0-9a-f]+$/);
    const own = clientOf(simulator, `token ${key}`);
    const { id } = self.parse((await own.get(SELF)).data).data;
    const expected = {
      id,
      attributes: {
        name: "pipeline",
        auth_type: "access_token",
        access_token_expires_at: "2027-03-01T23:59:59Z",
      },
    };
    expect(account.parse((await own.get(at(`orgs/${org}`, id))).data).data).toMatchObject(expected);
    const group = `groups/${simulator.orgs[0]?.groupId}`;
    expect(account.parse((await http.get(at(group, id))).data).data).toMatchObject(expected);
    expect((await own.get(at(group, id))).status).toBe(403);
    expect((await http.get(at(`orgs/${sister}`, id))).status).toBe(404);
  });

  it.each(["api_key", "oauth_client_secret"])("of a group with %s has no end", async (authType) => {
    const { simulator, http } = await start();
    if (authType === "api_key") simulator.addKey({ name: "account" });
    else simulator.addServiceAccount({ name: "account" });
    const group = `groups/${simulator.orgs[0]?.groupId}`;
    const { data } = await http.get(at(group, principalId({ name: "account" })));
    expect(account.parse(data).data.attributes).toEqual({ name: "account", auth_type: authType });
  });

  it("is shown to those alone that may view service accounts", async () => {
    const { simulator, org } = await start();
    const key = simulator.addKey({ name: "blind", orgIds: [org], role: "viewer" });
    const own = clientOf(simulator, `token ${key}`);
    const { id } = self.parse((await own.get(SELF)).data).data;
    expect((await own.get(at(`orgs/${org}`, id))).status).toBe(403);
  });
});

it("refuses an access token from the day after its last one", async () => {
  const { simulator } = await start();
  const today = new Date().toISOString().slice(0, 10);
  const http = clientOf(simulator, `token ${simulator.addKey({ name: "ends today", expires: today })}`);
  expect((await http.get("/v1/orgs")).status).toBe(200);
  simulator.clock.advance(24 * 60 * 60);
  expect((await http.get("/v1/orgs")).status).toBe(401);
});

it("remembers every access token that it has issued, also those that it has ended", async () => {
  const { simulator } = await start();
  const { clientId, clientSecret } = simulator.addServiceAccount({ name: "pipeline" });
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
  });
  const answer = await clientOf(simulator, "").post("/oauth2/token", form.toString());
  const { access_token: token } = z.object({ access_token: z.string() }).parse(answer.data);
  const http = clientOf(simulator, `bearer ${token}`);
  expect((await http.get("/v1/orgs")).status).toBe(200);
  simulator.accessTokens.revoke();
  expect((await http.get("/v1/orgs")).status).toBe(401);
  expect(simulator.accessTokens.issued()).toEqual([token]);
});
