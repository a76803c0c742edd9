import fc from "fast-check";
import { SnykApi } from "../../../provider/snyk/api";
import { Patience } from "../../../provider/snyk/patience";
import { failureOf, quickHttp, virtualTime } from "../support/lab";
import { json, serve, type TestServer } from "../support/server";

const ORG = "a0000000-0000-4000-8000-000000000001";

describe("the time for calls without an answer", () => {
  it("is never exceeded, however calls and waits follow each other", async () => {
    const step = fc.record({
      repeat: fc.constantFrom("once" as const, "idempotent" as const),
      answered: fc.boolean(),
      takes: fc.nat(60_000),
      wait: fc.nat(20_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1_000, max: 60_000 }), fc.array(step), async (total, steps) => {
        const time = virtualTime();
        const patience = new Patience(total, time.now);
        let unanswered = 0;
        for (const { repeat, answered, takes, wait } of steps) {
          if (patience.isOver) break;
          const tried = patience.during(
            repeat,
            async (ms) => {
              const used = Math.min(ms, takes);
              await time.sleep(used);
              if (!answered) unanswered += used;
              throw new Error("failed");
            },
            () => answered,
          );
          await tried.catch(() => undefined);
          if (!answered) unanswered += patience.forWaiting(wait);
        }
        expect(unanswered).toBeLessThanOrEqual(total + 1);
      }),
    );
  });

  it("is two thirds for a call that must not be repeated, a third for any other", async () => {
    const given: number[] = [];
    const note = (ms: number): Promise<void> => Promise.resolve(void given.push(ms));
    await new Patience(30_000).during("once", note, () => true);
    await new Patience(30_000).during("idempotent", note, () => true);
    expect(given).toEqual([20_000, 10_000]);
  });
});

describe("an operation whose Snyk hangs", () => {
  let server: TestServer;
  afterEach(() => server.close());

  it("has one try of a provision, one look, and sends nothing after that", async () => {
    server = await serve(() => undefined);
    const api = new SnykApi(quickHttp(server.url, "key", 600)).forOperation();
    const provision = await failureOf(api.provisionToken(ORG, "i"));
    expect(provision).toMatchObject({ problem: "timeout", outcome: "unknown" });
    await failureOf(api.listIntegrations(ORG));
    const sent = server.requests.map(({ method }) => method);
    expect(sent).toEqual(["POST", "GET"]);
    expect(await failureOf(api.switchToken(ORG, "i"))).toMatchObject({
      problem: "timeout",
      outcome: "not-sent",
    });
    expect(server.requests).toHaveLength(2);
  });

  it("does not use up the time of the next one", async () => {
    let hanging = true;
    server = await serve((req, res) => (hanging ? undefined : json({})(req, res)));
    const api = new SnykApi(quickHttp(server.url, "key", 300));
    await failureOf(api.forOperation().listIntegrations(ORG));
    hanging = false;
    expect(await api.forOperation().listIntegrations(ORG)).toEqual([]);
  });

  it("is not one that only answers with errors: those are answers", async () => {
    let asked = 0;
    server = await serve((req, res) => json({}, ++asked < 4 ? 503 : 200)(req, res));
    const api = new SnykApi(quickHttp(server.url, "key", 1_000)).forOperation();
    expect(await api.listIntegrations(ORG)).toEqual([]);
  });

  it("names what the time went on where it ran out before the next call", async () => {
    server = await serve((req) => req.socket.resetAndDestroy());
    const api = new SnykApi(quickHttp(server.url, "key", 400)).forOperation();
    let last = await failureOf(api.listIntegrations(ORG));
    for (let calls = 0; calls < 500 && !("outcome" in last && last.outcome === "not-sent"); calls++)
      last = await failureOf(api.listIntegrations(ORG));
    expect(last).toMatchObject({ problem: "unreachable", outcome: "not-sent" });
    expect(last.message).toContain("ECONNRESET");
  });
});
