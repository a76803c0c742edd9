import { SnykApi } from "../../../provider/snyk/api";
import { SnykHttp } from "../../../provider/snyk/http";
import { Limiter } from "../../../provider/snyk/limiter";
import { bothBy, failureOf, Lab, quickHttp } from "../support/lab";
import { serve, type TestServer } from "../support/server";

let server: TestServer | undefined;
afterEach(() => server?.close());

const search = { events: ["org.integration.edit", "org.integration.delete"], from: "2027-01-01T00:00:00Z" };
const ITEM = { created: "2027-01-02T03:04:05+01:00", event: "org.integration.edit" };

/** What is read of an answer. */
async function answering(body: unknown) {
  server = await serve((_req, res) => res.end(JSON.stringify(body)));
  return new SnykApi(quickHttp(server.url, "key")).searchAuditLog("org", search);
}

describe("the audit log", () => {
  it("is asked for as Snyk documents it", async () => {
    await answering({ data: { items: [] } });
    const url = new URL(server?.requests[0]?.url ?? "", "http://localhost");
    expect(url.pathname).toBe("/rest/orgs/org/audit_logs/search");
    expect([...url.searchParams]).toEqual([
      ["version", "2024-04-29"],
      ["from", search.from],
      ["events", "org.integration.edit"],
      ["events", "org.integration.delete"],
      ["size", "100"],
      ["sort_order", "DESC"],
    ]);
  });

  it("is read with what Snyk does not promise, and without", async () => {
    const items = [
      { ...ITEM, user_id: "u", content: { after: {} }, org_id: "o" },
      { ...ITEM, user_id: 7, content: "text" },
      ITEM,
    ];
    const at = "2027-01-02T02:04:05.000Z";
    const bare = { at, event: ITEM.event, userId: undefined, content: {} };
    expect(await answering({ data: { type: "x", items } })).toEqual({
      entries: [{ ...bare, userId: "u", content: { after: {} } }, bare, bare],
      more: false,
    });
  });

  it("is empty where Snyk leaves the list out", async () => {
    expect(await answering({ data: {} })).toEqual({ entries: [], more: false });
  });

  it.each([
    ["nothing", null],
    ["a list", { data: [] }],
    ["a time that is none", { data: { items: [{ ...ITEM, created: "yesterday" }] } }],
    ["no event", { data: { items: [{ created: ITEM.created }] } }],
  ])("is not believed with %s", async (_, body) => {
    expect(await failureOf(answering(body))).toMatchObject({ problem: "malformed" });
  });

  it("goes on as long as it is told, and says that there is more", async () => {
    const lab = await Lab.start();
    const { api } = lab.context();
    const { id: orgId } = lab.org();
    const id = lab.simulator.webUi.addIntegration({ orgId, type: "gitlab" });
    for (let i = 0; i < 230; i++) lab.simulator.webUi.turnBrokerOff(id);
    const from = new Date(Date.now() - 86_400_000).toISOString();
    for (const [pages, entries, more] of [
      [1, 100, true],
      [2, 200, true],
      [3, 230, false],
      [9, 230, false],
    ] as const) {
      const found = await api.searchAuditLog(orgId, { ...search, from, pages });
      expect([found.entries.length, found.more]).toEqual([entries, more]);
    }
    await lab.close();
  });

  it("names the permission that it needs", async () => {
    const lab = await Lab.start();
    const { api } = lab.context({ apiKey: lab.simulator.viewerKey });
    const { message } = await failureOf(api.searchAuditLog(lab.org().id, search));
    expect(message).toMatch(
      /^Could not read the audit log in organization .* lacks the permission "View Audit Logs"/,
    );
    await lab.close();
  });
});

describe("a brief call", () => {
  it.each([429, 503])(
    "is tried once, whatever the answer (%s), and holds nobody else back",
    async (status) => {
      server = await serve((_req, res) => res.writeHead(status).end("{}"));
      const limiter = new Limiter();
      const http = new SnykHttp({
        origin: server.url,
        credentials: { apiKey: "key" },
        limiters: bothBy(limiter),
      });
      const begun = performance.now();
      await failureOf(new SnykApi(http).briefly(5_000).searchAuditLog("org", search));
      expect(server.requests).toHaveLength(1);
      await limiter.run(() => Promise.resolve());
      expect(performance.now() - begun).toBeLessThan(2_000);
    },
  );

  it("gives up while it waits for the rate limit, and is not made afterwards", async () => {
    server = await serve((_req, res) => res.end("{}"));
    const limiter = new Limiter();
    limiter.pause(600);
    const http = new SnykHttp({
      origin: server.url,
      credentials: { apiKey: "key" },
      limiters: bothBy(limiter),
    });
    const failure = await failureOf(new SnykApi(http).briefly(100).searchAuditLog("org", search));
    expect(failure).toMatchObject({ problem: "timeout" });
    await limiter.run(() => Promise.resolve());
    expect(server.requests).toEqual([]);
  });
});
