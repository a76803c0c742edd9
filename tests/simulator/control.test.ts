import { z } from "zod";
import { controlError, restAnswer, settingsAnswer } from "./answers";
import { brokered, clientOf, start, stopAll, type HttpAnswer } from "./http";

afterEach(stopAll);

const CONTROL = "/_simulator";

it("seeds organizations and keys", async () => {
  const { simulator, http } = await start();
  const org = await http.post(`${CONTROL}/orgs`, { name: "New" });
  expect(org.data).toMatchObject({ name: "New", groupId: simulator.orgs[0]?.groupId });
  const { id } = z.object({ id: z.string() }).parse(org.data);
  const made = await http.post(`${CONTROL}/keys`, { name: "ci", role: "viewer", orgIds: [id] });
  const { key } = z.object({ key: z.string() }).parse(made.data);
  const { data } = await clientOf(simulator, `token ${key}`).get("/v1/orgs");
  expect(data).toEqual({ orgs: [expect.objectContaining({ id })] });
  const again = await http.post(`${CONTROL}/keys`, { name: "ci" });
  expect([again.status, again.data]).toEqual([400, { error: expect.stringContaining('"ci"') as string }]);
  const wrong = await http.post(`${CONTROL}/orgs`, { name: "X", id: "nonsense" });
  expect(controlError.parse(wrong.data).error).toContain("id");
});

it("adds a service account that signs in with OAuth 2.0, and a key that has its last day", async () => {
  const { simulator, http } = await start();
  const made = await http.post(`${CONTROL}/service-accounts`, { name: "pipeline", role: "viewer" });
  const { clientId, clientSecret } = z
    .object({ clientId: z.string(), clientSecret: z.string() })
    .parse(made.data);
  const form = `grant_type=client_credentials&client_id=${clientId}&client_secret=${clientSecret}`;
  const { data } = await http.post("/oauth2/token", form);
  const { access_token: token } = z.object({ access_token: z.string() }).parse(data);
  expect((await clientOf(simulator, `bearer ${token}`).get("/v1/orgs")).status).toBe(200);
  const key = await http.post(`${CONTROL}/keys`, { name: "ends", expires: "2099-01-01" });
  expect(key.data).toEqual({ key: expect.stringMatching(/^snyk_sat\./) as string });
  expect((await http.post(`${CONTROL}/keys`, { name: "soon", expires: "soon" })).status).toBe(400);
});

it("reads and patches settings", async () => {
  const { http } = await start();
  const url = `${CONTROL}/settings`;
  const enableTwice = ({ data }: HttpAnswer) => settingsAnswer.parse(data).enableTwice;
  expect(enableTwice(await http.get(url))).toBe("no-token");
  expect(enableTwice(await http.patch(url, { enableTwice: "same-token" }))).toBe("same-token");
  expect((await http.patch(url, { enableTwice: "x" })).status).toBe(400);
  expect(enableTwice(await http.delete(url))).toBe("no-token");
});

it("orders faults, shows the log and the figures, and clears them", async () => {
  const { http } = await start();
  const fault = { operation: "listOrgs", effect: "before", kind: "status", status: 503 };
  expect((await http.post(`${CONTROL}/faults`, [fault, fault])).data).toHaveLength(2);
  expect((await http.post(`${CONTROL}/faults`, { ...fault, status: 418 })).status).toBe(400);
  expect((await http.get("/v1/orgs")).status).toBe(503);
  expect((await http.delete(`${CONTROL}/faults`)).status).toBe(204);
  expect((await http.get("/v1/orgs")).status).toBe(200);
  expect((await http.get(`${CONTROL}/log?operation=listOrgs`)).data).toMatchObject([
    { status: 503 },
    { status: 200 },
  ]);
  expect((await http.get(`${CONTROL}/log?operation=nothing`)).status).toBe(400);
  expect((await http.get(`${CONTROL}/rate`)).data).toMatchObject({
    requests: 2,
    maxPerMinute: { v1: 2, rest: 0 },
  });
  await http.delete(`${CONTROL}/log`);
  await http.delete(`${CONTROL}/rate`);
  expect((await http.get(`${CONTROL}/log`)).data).toEqual([]);
  expect((await http.get(`${CONTROL}/rate`)).data).toMatchObject({ requests: 0 });
});

it("shows state without tokens, and tokens as the Web UI does", async () => {
  const started = await start();
  const { id, token } = await brokered(started);
  const state = (await started.http.get(`${CONTROL}/state`)).data;
  expect(state).toMatchObject({ integrations: [{ id, brokered: true, hasLiveToken: true }] });
  expect(JSON.stringify(state)).not.toContain(token);
  expect(JSON.stringify(state)).not.toContain(started.simulator.adminKey);
  expect((await started.http.get(`${CONTROL}/web-ui/integrations/${id}`)).data).toEqual({
    brokerToken: token,
  });
});

it("acts by hand as a person in the Web UI would", async () => {
  const started = await start();
  const { http, org, simulator } = started;
  const { id } = await brokered(started);
  const ui = `${CONTROL}/web-ui/integrations`;
  expect((await http.post(`${ui}/${id}/turn-broker-off`)).status).toBe(204);
  expect(simulator.integration(org, "gitlab")).toMatchObject({ brokered: false });
  await http.post(`${ui}/${id}/turn-broker-on`);
  expect(simulator.integration(org, "gitlab")).toMatchObject({ brokered: true });
  await http.delete(`${ui}/${id}`);
  expect(simulator.integration(org, "gitlab")).toBeUndefined();
  const made = await http.post(ui, { orgId: org, type: "github", credentials: { token: "t" } });
  expect(made.data).toEqual({ id: simulator.integration(org, "github")?.id });
  expect((await http.post(ui, { orgId: org, type: "github" })).status).toBe(400);
  const unknown = await http.post(`${ui}/${id}/turn-broker-on`);
  expect(controlError.parse(unknown.data).error).toContain(id);
});

it("moves the clock", async () => {
  const { http, simulator } = await start({ rateLimits: { v1PerMinute: 1 } });
  await http.get("/v1/orgs");
  expect((await http.get("/v1/orgs")).status).toBe(429);
  expect((await http.post(`${CONTROL}/clock`, { advanceSeconds: 61 })).status).toBe(204);
  expect((await http.get("/v1/orgs")).status).toBe(200);
  expect(simulator.log.count("listOrgs")).toBe(3);
});

it("keeps web pages out, and names that somebody has made point here", async () => {
  const { http } = await start();
  expect((await http.get(`${CONTROL}/state`, { headers: { host: "evil.test" } })).status).toBe(403);
  expect((await http.get(`${CONTROL}/state`, { headers: { origin: "https://evil.test" } })).status).toBe(403);
});

it("says what is missing: no such call, no relay", async () => {
  const { http } = await start();
  expect((await http.get(`${CONTROL}/nothing`)).status).toBe(404);
  const { status, data } = await http.post(`${CONTROL}/import`, { integrationId: "x", path: "/user" });
  expect([status, data]).toEqual([400, { error: expect.stringContaining("--relay") as string }]);
});

it("answers a Broker client's own questions without a key", async () => {
  const { simulator } = await start();
  const http = clientOf(simulator, "");
  const place = await http.post("/hidden/broker/hash/connections/client?version=2022-12-01~experimental", {});
  expect(restAnswer.parse(place.data).data.attributes["server_id"]).toBeDefined();
  expect((await http.get("/rest/openapi")).status).toBe(200);
});

it("says which port is taken", async () => {
  const { simulator } = await start();
  const port = Number(new URL(simulator.url).port);
  await expect(start({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use`);
});
