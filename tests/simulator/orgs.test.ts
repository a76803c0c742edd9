import type { AxiosResponse } from "axios";
import { brokered, clientOf, start, stopAll } from "./http";

const VERSION = "version=2024-10-15~beta";

afterEach(stopAll);

describe("V1 organizations", () => {
  it("lists those of the key, with their groups", async () => {
    const { http, simulator, org } = await start();
    const { data } = await http.get("/v1/orgs");
    expect(data.orgs).toHaveLength(4);
    expect(data.orgs[0]).toEqual({
      name: "Payments",
      id: org,
      slug: "payments",
      url: expect.stringContaining("/org/payments"),
      group: { id: simulator.orgs[0]?.groupId, name: "Acme" },
    });
    const key = simulator.addKey({ name: "narrow", orgIds: [org] });
    expect((await clientOf(simulator, `token ${key}`).get("/v1/orgs")).data.orgs).toHaveLength(1);
  });

  it("creates one from a template, live tokens included", async () => {
    const started = await start();
    const { http, simulator, org } = started;
    const { token } = await brokered(started);
    const groupId = simulator.orgs[0]?.groupId;
    const made = await http.post("/v1/org", { name: "Payments", groupId, sourceOrgId: org });
    expect(made.status).toBe(201);
    expect(made.data).toMatchObject({
      name: "Payments",
      group: { id: groupId, name: "Acme" },
      created: expect.any(String),
    });
    expect(made.data.slug).not.toBe("payments");
    const copy = simulator.integration(made.data.id, "gitlab");
    expect(simulator.webUi.tokens(copy?.id ?? "")).toEqual({ brokerToken: token });
  });

  it("makes a personal one without a group, and lets a narrow key see what it has created", async () => {
    const { simulator, org } = await start();
    const key = simulator.addKey({ name: "narrow", orgIds: [org] });
    const http = clientOf(simulator, `token ${key}`);
    const made = await http.post("/v1/org", { name: "mine" });
    expect(made.data.group).toBeNull();
    expect((await http.get(`/v1/org/${made.data.id}/integrations`)).status).toBe(200);
  });

  it.each([
    ["no name", {}, 400],
    ["a name of 61 characters", { name: "x".repeat(61) }, 400],
    ["an unknown group", { name: "x", groupId: "c0000000-0000-4000-8000-000000000000" }, 422],
    ["a source without its group", { name: "x", sourceOrgId: "a0000000-0000-4000-8000-000000000001" }, 422],
  ])("refuses %s, with its own error shape", async (_name, body, status) => {
    const { http } = await start();
    const answer = await http.post("/v1/org", body);
    expect(answer.status).toBe(status);
    expect(answer.data).toEqual({ message: expect.any(String), errorRef: expect.any(String) });
  });

  it("deletes an empty one, and not one with projects", async () => {
    const { http, simulator, sister } = await start();
    const full = simulator.addOrg({ name: "Full", projects: 2 });
    expect((await http.delete(`/v1/org/${full.id}`)).status).toBe(400);
    const gone = await http.delete(`/v1/org/${sister}`);
    expect([gone.status, gone.data]).toEqual([204, ""]);
    expect((await http.get(`/v1/org/${sister}/integrations`)).status).toBe(404);
  });
});

describe("REST", () => {
  it("tells has_broker, and never a token", async () => {
    const started = await start();
    const { id, token } = await brokered(started);
    const { data, headers } = await started.http.get(`/rest/orgs/${started.org}/integrations?${VERSION}`);
    expect(data.data).toEqual([
      expect.objectContaining({
        id,
        type: "integration",
        attributes: expect.objectContaining({ integration_type: "gitlab", has_broker: true }),
      }),
    ]);
    expect(JSON.stringify(data)).not.toContain(token);
    expect(headers["content-type"]).toContain("application/vnd.api+json");
    expect(headers["snyk-request-id"]).toBeDefined();
    expect(headers["x-ratelimit-limit"]).toBe("160, 160;w=1, 1620;w=60");
    const one = await started.http.get(`/rest/orgs/${started.org}/integrations/${id}?${VERSION}`);
    expect(one.data.data.attributes.has_broker).toBe(true);
  });

  it("pages by cursor, forth and back", async () => {
    const { http, simulator } = await start();
    const { groupId = "" } = simulator.orgs[0] ?? {};
    for (let i = 0; i < 22; i++) simulator.addOrg({ name: `org ${i}` });
    let url: string | undefined = `/rest/groups/${groupId}/orgs?${VERSION}`;
    const names: string[] = [];
    const sizes: number[] = [];
    let last = "";
    while (url) {
      last = url;
      const { data }: AxiosResponse = await http.get(url);
      names.push(...data.data.map(({ attributes }: { attributes: { name: string } }) => attributes.name));
      sizes.push(data.data.length);
      url = data.links.next;
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(new Set(names).size).toBe(25);
    const { data } = await http.get((await http.get(last)).data.links.prev);
    expect(data.data.map(({ attributes }: { attributes: { name: string } }) => attributes.name)).toEqual(
      names.slice(10, 20),
    );
  });

  it("gives one organization, filters lists, and knows its groups", async () => {
    const { http, org } = await start();
    expect((await http.get(`/rest/orgs/${org}?${VERSION}`)).data.data).toMatchObject({
      id: org,
      type: "org",
      attributes: { name: "Payments", is_personal: false },
    });
    expect((await http.get(`/rest/orgs?${VERSION}&slug=payments`)).data.data).toHaveLength(1);
    expect((await http.get(`/rest/orgs?${VERSION}&limit=100`)).data.data).toHaveLength(4);
    expect((await http.get(`/rest/groups/c0000000-0000-4000-8000-000000000000/orgs?${VERSION}`)).status).toBe(
      404,
    );
  });

  it.each([
    ["no version", "/orgs", 400],
    ["a version that is none", "/orgs?version=latest", 400],
    ["a version from before the call", "/orgs?version=2020-01-01", 404],
    ["a limit out of range", "/orgs?version=2024-10-15&limit=0", 400],
    ["a cursor that is none", "/orgs?version=2024-10-15&starting_after=x", 400],
    ["two cursors", "/orgs?version=2024-10-15&starting_after=x&ending_before=x", 400],
    [
      "a stable version for a beta call",
      "/orgs/a0000000-0000-4000-8000-000000000001/integrations?version=2024-10-15",
      404,
    ],
    ["an unknown path", "/nothing?version=2024-10-15", 404],
  ])("refuses %s, as JSON:API does", async (_name, path, status) => {
    const { http } = await start();
    const answer = await http.get(`/rest${path}`);
    expect(answer.status).toBe(status);
    expect(answer.data).toMatchObject({
      jsonapi: { version: "1.0" },
      errors: [{ status: String(status), detail: expect.any(String) }],
    });
  });
});
