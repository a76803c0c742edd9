import { z } from "zod";
import { anyText, orgAnswer, orgsAnswer, restAnswer, restList } from "./answers";
import { brokered, clientOf, start, stopAll } from "./http";

const VERSION = "version=2024-10-15~beta";

afterEach(stopAll);

describe("V1 organizations", () => {
  it("lists those of the key, with their groups", async () => {
    const { http, simulator, org } = await start();
    const { orgs } = orgsAnswer.parse((await http.get("/v1/orgs")).data);
    expect(orgs).toHaveLength(4);
    expect(orgs[0]).toEqual({
      name: "Payments",
      id: org,
      slug: "payments",
      url: expect.stringContaining("/org/payments") as string,
      group: { id: simulator.orgs[0]?.groupId, name: "Acme" },
    });
    const key = simulator.addKey({ name: "narrow", orgIds: [org] });
    const { data } = await clientOf(simulator, `token ${key}`).get("/v1/orgs");
    expect(orgsAnswer.parse(data).orgs).toHaveLength(1);
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
      created: anyText,
    });
    const { id, slug } = orgAnswer.parse(made.data);
    expect(slug).not.toBe("payments");
    const copy = simulator.integration(id, "gitlab");
    expect(simulator.webUi.tokens(copy?.id ?? "")).toEqual({ brokerToken: token });
  });

  it("makes a personal one without a group, and lets a narrow key see what it has created", async () => {
    const { simulator, org } = await start();
    const key = simulator.addKey({ name: "narrow", orgIds: [org] });
    const http = clientOf(simulator, `token ${key}`);
    const { id, group } = orgAnswer.parse((await http.post("/v1/org", { name: "mine" })).data);
    expect(group).toBeNull();
    expect((await http.get(`/v1/org/${id}/integrations`)).status).toBe(200);
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
    expect(answer.data).toEqual({ message: anyText, errorRef: anyText });
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
    expect(data).toMatchObject({
      data: [{ id, type: "integration", attributes: { integration_type: "gitlab", has_broker: true } }],
    });
    expect(JSON.stringify(data)).not.toContain(token);
    expect(headers["content-type"]).toContain("application/vnd.api+json");
    expect(headers["snyk-request-id"]).toBeDefined();
    expect(headers["x-ratelimit-limit"]).toBe("160, 160;w=1, 1620;w=60");
    const one = await started.http.get(`/rest/orgs/${started.org}/integrations/${id}?${VERSION}`);
    expect(restAnswer.parse(one.data).data.attributes["has_broker"]).toBe(true);
  });

  it("pages by cursor, forth and back", async () => {
    const { http, simulator } = await start();
    const { groupId = "" } = simulator.orgs[0] ?? {};
    for (let i = 0; i < 22; i++) simulator.addOrg({ name: `org ${i}` });
    const page = async (url: string) => {
      const { data, links } = restList.parse((await http.get(url)).data);
      const link = z.string().optional();
      const names = data.map(({ attributes }) => attributes["name"]);
      return { names, next: link.parse(links.next), prev: link.parse(links.prev) };
    };
    const pages = [await page(`/rest/groups/${groupId}/orgs?${VERSION}`)];
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next) pages.push(await page(next));
    expect(pages.map(({ names }) => names.length)).toEqual([10, 10, 5]);
    expect(new Set(pages.flatMap(({ names }) => names)).size).toBe(25);
    expect((await page(pages[2]?.prev ?? "")).names).toEqual(pages[1]?.names);
  });

  it("gives one organization, filters lists, and knows its groups", async () => {
    const { http, org } = await start();
    expect((await http.get(`/rest/orgs/${org}?${VERSION}`)).data).toMatchObject({
      data: { id: org, type: "org", attributes: { name: "Payments", is_personal: false } },
    });
    const found = async (query: string) =>
      restList.parse((await http.get(`/rest/orgs?${VERSION}&${query}`)).data).data;
    expect(await found("slug=payments")).toHaveLength(1);
    expect(await found("limit=100")).toHaveLength(4);
    expect((await http.get(`/rest/groups/c0000000-0000-4000-8000-000000000000/orgs?${VERSION}`)).status).toBe(
      404,
    );
  });

  it.each([
    ["no version", "/orgs", 400],
    ["a version that is not a day", "/orgs?version=latest", 400],
    ["a version from before the call", "/orgs?version=2020-01-01", 404],
    ["a limit out of range", "/orgs?version=2024-10-15&limit=0", 400],
    ["a cursor of nobody", "/orgs?version=2024-10-15&starting_after=x", 400],
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
      errors: [{ status: String(status), detail: anyText }],
    });
  });
});
