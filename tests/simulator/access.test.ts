import { anyText, restErrors, v1Error } from "./answers";
import { brokered, clientOf, enableBody, start, stopAll, type Client } from "./http";

const VERSION = "version=2024-10-15~beta";

afterEach(stopAll);

describe("who may call", () => {
  it.each([["none"], ["wrong"], ["token nobody"], ["Basic YTpi"], ["tokenKEY"]])(
    "answers 401 to the authorization %s, in the shape of each API",
    async (authorization) => {
      const { simulator, org } = await start();
      const http = clientOf(simulator, authorization === "none" ? "" : authorization);
      const v1 = await http.get(`/v1/org/${org}/integrations`);
      expect([v1.status, v1.data]).toEqual([
        401,
        { code: 401, message: "Not authorised", error: "Not authorised" },
      ]);
      expect(v1.headers["x-error-reference"]).toBeDefined();
      const create = await http.post("/v1/org", { name: "x" });
      expect([create.status, v1Error.parse(create.data).errorRef]).toEqual([401, anyText]);
      const rest = await http.get(`/rest/orgs?${VERSION}`);
      expect([rest.status, restErrors.parse(rest.data).errors[0]?.status]).toEqual([401, "401"]);
      expect(rest.headers["snyk-request-id"]).toBeDefined();
    },
  );

  it("takes `token` and `bearer` in any case", async () => {
    const { simulator, org } = await start();
    for (const scheme of ["token", "Token", "bearer", "Bearer"]) {
      const http = clientOf(simulator, `${scheme} ${simulator.adminKey}`);
      expect((await http.get(`/v1/org/${org}/integrations`)).status).toBe(200);
    }
  });

  it("tells a missing organization and a forbidden one in the same words", async () => {
    const { simulator, org, sister, http } = await start();
    const narrow = clientOf(simulator, `token ${simulator.addKey({ name: "narrow", orgIds: [org] })}`);
    const missing = "a0000000-0000-4000-8000-00000000dead";
    const text = async (client: Client, id: string) => {
      const { status, data } = await client.get(`/v1/org/${id}/integrations`);
      expect(status).toBe(404);
      return v1Error.parse(data).message.replace(id, "ID");
    };
    expect(await text(narrow, sister)).toBe(await text(http, missing));
    expect((await narrow.get(`/rest/orgs/${sister}?${VERSION}`)).status).toBe(404);
  });

  it("lets a viewer read, and names the permission that each write needs", async () => {
    const started = await start();
    const { simulator, org, sister } = started;
    const { url } = await brokered(started);
    const viewer = clientOf(simulator, `token ${simulator.viewerKey}`);
    const reads = [
      `/v1/org/${org}/integrations`,
      `/v1/org/${org}/integrations/gitlab`,
      `${url}/settings`,
      "/v1/orgs",
      `/rest/orgs/${org}/integrations?${VERSION}`,
    ];
    for (const path of reads) expect([path, (await viewer.get(path)).status]).toEqual([path, 200]);

    const writes = await Promise.all([
      viewer.post(`/v1/org/${org}/integrations`, enableBody("github")),
      viewer.put(url, enableBody("gitlab")),
      viewer.delete(`${url}/authentication`),
      viewer.post(`${url}/authentication/provision-token`),
      viewer.post(`${url}/authentication/switch-token`),
      viewer.post(`${url}/clone`, { destinationOrgPublicId: sister }),
      viewer.put(`${url}/settings`, {}),
    ]);
    for (const { status, data } of writes) {
      expect([status, v1Error.parse(data).message]).toEqual([
        403,
        expect.stringContaining("Edit Integrations"),
      ]);
    }
    const refused = [await viewer.post("/v1/org", { name: "x" }), await viewer.delete(`/v1/org/${org}`)];
    expect(refused.map(({ data }) => v1Error.parse(data).message)).toEqual([
      expect.stringContaining("Create Organizations"),
      expect.stringContaining("Remove Organization"),
    ]);
    expect(
      simulator.log
        .all()
        .filter(({ keyName, effect, method }) => keyName === "viewer" && effect && method !== "GET"),
    ).toEqual([]);
  });

  it("takes a list of permissions in place of a role", async () => {
    const { simulator, org } = await start();
    const key = simulator.addKey({ name: "orgs only", permissions: ["View Organization"] });
    const { status, data } = await clientOf(simulator, `token ${key}`).get(`/v1/org/${org}/integrations`);
    expect([status, v1Error.parse(data).message]).toEqual([
      403,
      expect.stringContaining("View Integrations"),
    ]);
  });

  it("answers 404 in Snyk's shape to a path that it does not have, and 400 to an integration that does not exist", async () => {
    const { http, org } = await start();
    expect((await http.get("/v1/nothing")).data).toEqual({
      code: 404,
      message: "Not found",
      error: "Not found",
    });
    expect((await http.get(`/v1/org/${org}/integrations/gitlab`)).status).toBe(404);
    expect((await http.put(`/v1/org/${org}/integrations/nonsense`, enableBody("gitlab"))).status).toBe(404);
  });
});

describe("rate limits", () => {
  it("answers 429 over the limit of the key, with Retry-After, until the window has passed", async () => {
    const { simulator, http, org } = await start({
      rateLimits: { v1PerMinute: 3 },
      settings: { rateLimitBlock: "until-there-is-room", retryAfter: true },
    });
    const get = () => http.get(`/v1/org/${org}/integrations`);
    for (let i = 0; i < 3; i++) expect((await get()).status).toBe(200);
    const refused = await get();
    expect([refused.status, v1Error.parse(refused.data).code]).toEqual([429, 429]);
    const wait = Number(refused.headers["retry-after"]);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    const viewer = clientOf(simulator, `token ${simulator.viewerKey}`);
    expect((await viewer.get(`/v1/org/${org}/integrations`)).status).toBe(200);
    simulator.clock.advance(wait + 1);
    expect((await get()).status).toBe(200);
    expect(simulator.rate.figures()).toMatchObject({
      requests: 6,
      refused: 1,
      maxPerMinute: { v1: 5, rest: 0 },
    });
  });

  it("slides: what a minute has let go of may be used again, and not more", async () => {
    const { simulator, http, org } = await start({
      rateLimits: { v1PerMinute: 2 },
      settings: { rateLimitBlock: "until-there-is-room" },
    });
    const status = async () => (await http.get(`/v1/org/${org}/integrations`)).status;
    expect(await status()).toBe(200);
    simulator.clock.advance(40);
    expect(await status()).toBe(200);
    simulator.clock.advance(30);
    expect([await status(), await status()]).toEqual([200, 429]);
  });

  it("refuses a key that is over its limit until it has made no call for a whole minute", async () => {
    const { simulator, http, org } = await start({ rateLimits: { v1PerMinute: 2 } });
    const status = async () => (await http.get(`/v1/org/${org}/integrations`)).status;
    expect([await status(), await status(), await status()]).toEqual([200, 200, 429]);
    simulator.clock.advance(59);
    expect(await status()).toBe(429); // and it has to rest anew
    simulator.clock.advance(59);
    expect(await status()).toBe(429);
    simulator.clock.advance(61);
    expect(await status()).toBe(200);
    expect(simulator.rate.figures()).toMatchObject({ blocks: 1, prolonged: 1, refused: 3 });
  });

  it("does not count calls that were under way when the key was blocked as prolonging that", async () => {
    const { simulator, http, org } = await start({ rateLimits: { v1PerMinute: 1 } });
    const status = async () => (await http.get(`/v1/org/${org}/integrations`)).status;
    expect([await status(), await status()]).toEqual([200, 429]);
    simulator.clock.advance(2);
    expect(await status()).toBe(429);
    simulator.clock.advance(61);
    expect(await status()).toBe(200);
    expect(simulator.rate.figures()).toMatchObject({ blocks: 1, prolonged: 0 });
  });

  it("counts REST apart from V1, by second and by minute", async () => {
    const { simulator, http } = await start({
      rateLimits: { restPerSecond: 2, restPerMinute: 3, v1PerMinute: 1 },
    });
    const status = async () => (await http.get(`/rest/orgs?${VERSION}`)).status;
    simulator.clock.advance(1);
    const first = [await status(), await status()];
    simulator.clock.advance(2);
    expect([...first, await status(), await status()]).toEqual([200, 200, 200, 429]);
    expect((await http.get("/v1/orgs")).status).toBe(200);
  });

  it("keeps Retry-After to itself unless the setting says otherwise", async () => {
    const { http } = await start({ rateLimits: { v1PerMinute: 1 } });
    await http.get("/v1/orgs");
    const refused = await http.get("/v1/orgs");
    expect([refused.status, refused.headers["retry-after"]]).toEqual([429, undefined]);
  });

  it("knows the most requests in flight", async () => {
    const { simulator, http } = await start();
    simulator.faults.order({ operation: "listOrgs", times: 5, effect: "after", kind: "hang" });
    const ended = new AbortController();
    const hanging = Array.from({ length: 5 }, () =>
      http.get("/v1/orgs", { signal: ended.signal }).catch(() => "gone"),
    );
    for (let tries = 0; simulator.rate.figures().maxInFlight < 5 && tries < 200; tries++)
      await http.get("/_simulator/rate");
    ended.abort();
    expect(await Promise.all(hanging)).toEqual(Array(5).fill("gone"));
    expect(simulator.rate.figures().maxInFlight).toBe(5);
  });
});
