import { SnykApi } from "../../../provider/snyk/api";
import { failureOf, Lab, quickHttp } from "../support/lab";
import { json, serve, type TestServer } from "../support/server";

const item = (i: number) => ({
  id: `i${i}`,
  attributes: { integration_type: `type-${i}`, has_broker: i % 2 === 0 },
});

let server: TestServer | undefined;
let elsewhere: TestServer;
beforeAll(async () => (elsewhere = await serve(json({}))));
afterAll(() => elsewhere.close());
afterEach(() => server?.close());

/** Two pages; the first links to the second as `link` says. */
async function pagesLinkedBy(link: unknown): Promise<readonly string[]> {
  server = await serve((req, res) => {
    const second = req.url?.includes("starting_after") === true;
    json(second ? { data: [item(2)], links: {} } : { data: [item(1)], links: { next: link } })(req, res);
  });
  const api = new SnykApi(quickHttp(server.url, "the-key"));
  return (await api.listIntegrationsWithBroker("org")).map(({ id }) => id);
}

describe("a list of several pages", () => {
  it.each([
    ["a path", "/rest/orgs/org/integrations?version=2024-10-15~beta&starting_after=c"],
    ["a path without the version", "/orgs/org/integrations?starting_after=c"],
    ["an object", { href: "/rest/orgs/org/integrations?version=2024-10-15~beta&starting_after=c" }],
    ["an address", "https://api.snyk.io/rest/orgs/org/integrations?starting_after=c"],
  ])("is followed by %s", async (_, link) => {
    expect(await pagesLinkedBy(link)).toEqual(["i1", "i2"]);
    expect(server?.requests[1]?.url).toMatch(/^\/rest\/orgs\/org\/integrations\?version=2024-10-15.*beta/);
  });

  it.each([
    ["another host", (port: number) => `http://127.0.0.1:${port}/rest?starting_after=c`],
    ["a host in disguise", (port: number) => `//127.0.0.1:${port}/rest?starting_after=c`],
    ["a user in an address", (port: number) => `http://api.snyk.io@127.0.0.1:${port}/?starting_after=c`],
  ])("never sends the key to %s", async (_, link) => {
    await pagesLinkedBy(link(elsewhere.port));
    expect(elsewhere.requests).toEqual([]);
    expect(server?.requests).toHaveLength(2);
  });

  it.each([
    ["is no address", "http://"],
    ["leads to the same page", "?limit=100"],
    ["is null", null],
    ["is empty", ""],
  ])("ends where the link %s", async (_, link) => {
    expect(await pagesLinkedBy(link)).toEqual(["i1"]);
  });

  it("is complete in the simulator, whose pages are real ones", async () => {
    for (const restLinks of ["path", "absolute", "object"] as const) {
      const lab = await Lab.start({ settings: { restLinks, postExistingType: "second" } });
      const { api } = lab.context();
      const { id } = lab.org();
      for (let i = 0; i < 103; i++) await api.createBrokeredIntegration(id, "gitlab");
      expect(await api.listIntegrationsWithBroker(id)).toHaveLength(103);
      await lab.close();
    }
  });
});

it.each([
  ["HTML", "<h1>Sign in</h1>", "the whole answer"],
  ["a list", [1], "the whole answer"],
  ["an id that is a number", { gitlab: 7 }, "gitlab"],
  ["null", null, "the whole answer"],
])("an answer that is %s is not believed, and named", async (_, body, field) => {
  server = await serve((_req, res) => res.end(typeof body === "string" ? body : JSON.stringify(body)));
  const failure = await failureOf(new SnykApi(quickHttp(server.url, "key")).listIntegrations("org"));
  expect(failure.message).toBe(
    `Could not list the integrations in organization org: the answer is not what Snyk documents for this call ` +
      `(HTTP 200, does not fit: ${field}). Check that \`snyk-broker:apiUrl\` is Snyk's API and that no proxy answers in ` +
      `its place.`,
  );
});

describe("a provisional token", () => {
  it("is not thrown away because the answer lacks an id", async () => {
    server = await serve(json({ provisionalBrokerToken: "token" }));
    expect(await new SnykApi(quickHttp(server.url, "key")).provisionToken("org", "i")).toBe("token");
  });
});

describe("a switch", () => {
  it.each([
    ["nothing", "", true],
    ["{}", "{}", true],
    ["an id", '{"id":"i"}', true],
    ["a sign-in page", "<!doctype html><h1>Sign in</h1>", false],
    ["something else", '{"unexpected":[]}', false],
  ])("that is answered with %s", async (_, body, done) => {
    server = await serve((_req, res) => res.end(body));
    const switching = new SnykApi(quickHttp(server.url, "key")).switchToken("org", "i").then(
      () => true,
      () => false,
    );
    expect(await switching).toBe(done);
  });
});
