import { createServer } from "node:http";
import { z } from "zod";
import { SnykHttp, type ApiCall } from "../../../provider/snyk/http";
import { Limiter, type Limiters } from "../../../provider/snyk/limiter";
import type { Fault } from "../../../simulator";
import { bothBy, failureOf, Lab, quickHttp, virtualTime } from "../support/lab";
import { close, json, listen, serve, type TestServer } from "../support/server";

const CALL: ApiCall<unknown> = {
  what: "try it",
  orgId: "org",
  permission: "Edit Integrations",
  method: "GET",
  path: "/v1/x",
  repeat: "idempotent",
  answer: z.unknown(),
};
const MINUTE = 60_000;
const ONCE: ApiCall<unknown> = { ...CALL, method: "POST", repeat: "once" };

/** Waits for nothing but the limiters. */
function client(origin: string, limiters: Limiters): SnykHttp {
  return new SnykHttp({ origin, credentials: { apiKey: "key" }, limiters, backOff: () => 0 });
}

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("a call that must not be made twice", () => {
  let lab: Lab;
  beforeAll(async () => (lab = await Lab.start()));
  afterAll(() => lab.close());
  afterEach(() => lab.simulator.faults.clear());

  const lost: readonly Fault[] = (["before", "after"] as const).flatMap((effect) => {
    const at = { operation: "provisionToken", effect, times: 99 } as const;
    return [
      { ...at, kind: "reset" },
      { ...at, kind: "hang" },
      { ...at, kind: "html", status: 502 },
      { ...at, kind: "html" },
      { ...at, kind: "malformed" },
      { ...at, kind: "status", status: 500 },
      { ...at, kind: "status", status: 504 },
    ];
  });

  it.each(lost.map((fault) => [`${fault.kind} ${fault.effect} its effect`, fault] as const))(
    "is sent once: %s",
    async (_, fault) => {
      const { id: orgId } = lab.org();
      const { integrationId } = await lab.context().api.createBrokeredIntegration(orgId, "gitlab");
      const ctx = lab.context({ patienceMs: 250 });
      lab.simulator.faults.order(fault);
      lab.calls();
      const failure = await failureOf(ctx.api.provisionToken(orgId, integrationId));
      expect(failure).toMatchObject({ outcome: "unknown" });
      expect(lab.calls()).toEqual(["provisionToken"]);
    },
  );

  it("is sent again after a 429, which had no effect", async () => {
    const { id: orgId } = lab.org();
    const ctx = lab.context();
    const { integrationId } = await ctx.api.createBrokeredIntegration(orgId, "gitlab");
    lab.simulator.faults.order({
      operation: "provisionToken",
      kind: "status",
      status: 429,
      effect: "before",
      times: 3,
    });
    lab.calls();
    expect(await ctx.api.provisionToken(orgId, integrationId)).toBe(lab.provisionalToken(orgId));
    expect(lab.calls()).toHaveLength(4);
  });

  it("goes out on a connection of its own: one that was kept alive may be closed under it", async () => {
    const sockets = new Set<unknown>();
    server = await serve((req, res) => {
      sockets.add(req.socket);
      json({})(req, res);
    });
    const http = quickHttp(server.url, "key");
    await http.send(CALL);
    await http.send(ONCE);
    await http.send(ONCE);
    expect(sockets.size).toBe(3);
  });

  it("is sent when nobody listens yet, and somebody does a moment later", async () => {
    const late = createServer(json({ done: true }));
    const port = await listen(late);
    await close(late);
    let tries = 0;
    const backOff = (): number => {
      if (++tries === 2) late.listen(port, "127.0.0.1");
      return 30;
    };
    const http = new SnykHttp({
      origin: `http://127.0.0.1:${port}`,
      credentials: { apiKey: "key" },
      limiters: bothBy(new Limiter()),
      backOff,
    });
    expect(await http.send(ONCE)).toEqual({ done: true });
    await close(late);
  });
});

describe("an idempotent call", () => {
  it.each([
    ["reset", (i: number) => i < 3, { done: true }],
    [
      "reset for ever",
      () => true,
      "Could not try it in organization org: Snyk's API could not be reached (ECONNRESET).",
    ],
  ])("that is %s is repeated, up to four times", async (_, fails, outcome) => {
    let i = 0;
    server = await serve((req, res) => {
      if (fails(i++)) req.socket.resetAndDestroy();
      else json({ done: true })(req, res);
    });
    const result = await quickHttp(server.url, "key")
      .send(CALL)
      .catch((error: unknown) => (error as Error).message);
    if (typeof outcome === "string") expect(result).toContain(outcome);
    else expect(result).toEqual(outcome);
    expect(server.requests.length).toBeLessThanOrEqual(5);
  });

  it("that gets no answer fails after its deadline, with the outcome unknown", async () => {
    server = await serve(() => undefined);
    const failure = await failureOf(quickHttp(server.url, "key", 300).send(CALL));
    expect(failure).toMatchObject({ problem: "timeout", outcome: "unknown" });
    expect(failure.message).toBe(
      "Could not try it in organization org: Snyk's API gave no answer in time. Run again.",
    );
    expect([2, 3]).toContain(server.requests.length);
  });

  it("whose answer drips in for ever fails after its deadline", async () => {
    server = await serve((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => res.write(" "), 10);
      res.on("close", () => clearInterval(drip));
    });
    expect(await failureOf(quickHttp(server.url, "key", 60).send(ONCE))).toMatchObject({
      problem: "timeout",
    });
  });

  it("whose answer is larger than any of Snyk's is given up", async () => {
    const block = Buffer.alloc(1024 * 1024, " ");
    server = await serve((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      const pour = (): void => {
        while (!res.destroyed && res.write(block));
        if (!res.destroyed) res.once("drain", pour);
      };
      pour();
    });
    expect(await failureOf(quickHttp(server.url, "key").send(ONCE))).toMatchObject({ outcome: "unknown" });
  });
});

describe("a 429", () => {
  type Headers = Readonly<Record<string, string>>;
  type Told = readonly [what: string, told: Headers | (() => Headers), least: number, most: number];
  const answers: readonly Told[] = [
    ["Retry-After in seconds", { "retry-after": "7" }, 7_000, 7_700],
    [
      "Retry-After as a date",
      () => ({ "retry-after": new Date(Date.now() + 30_000).toUTCString() }),
      28_000,
      33_000,
    ],
    [
      "Retry-After as a date that has passed",
      { "retry-after": "Sun, 22 Nov 2020 12:00:00 GMT" },
      MINUTE,
      70_000,
    ],
    ["an absurd Retry-After", { "retry-after": "99999999" }, 300_000, 310_000],
    ["nonsense in Retry-After", { "retry-after": "soon" }, MINUTE, 70_000],
    ["X-RateLimit-Reset", { "x-ratelimit-reset": "20" }, 20_000, 22_000],
    ["both, of which Retry-After counts", { "retry-after": "7", "x-ratelimit-reset": "20" }, 7_000, 7_700],
    ["neither", {}, MINUTE, 70_000],
  ];

  it.each(answers)(
    "with %s pauses for that long, or a minute, and the call succeeds",
    async (_, told, least, most) => {
      const time = virtualTime();
      let i = 0;
      server = await serve((req, res) => {
        if (i++ === 0) json({}, 429, { ...(typeof told === "function" ? told() : told) })(req, res);
        else json({ done: true })(req, res);
      });
      expect(await client(server.url, bothBy(new Limiter(time))).send(ONCE)).toEqual({ done: true });
      expect(time.now()).toBeGreaterThanOrEqual(least);
      expect(time.now()).toBeLessThanOrEqual(most + 1_000); // and the pace after it
    },
  );

  it("of one API holds back no call to the other: Snyk counts them apart", async () => {
    const [v1, rest] = [virtualTime(), virtualTime()];
    server = await serve((req, res) => {
      json({}, req.url?.startsWith("/rest/") === true && rest.now() === 0 ? 429 : 200)(req, res);
    });
    const http = client(server.url, { v1: new Limiter(v1), rest: new Limiter(rest) });
    await http.send({ ...CALL, path: "/rest/x" });
    await http.send(CALL);
    expect(rest.now()).toBeGreaterThanOrEqual(MINUTE);
    expect(v1.now()).toBe(0);
  });

  it("holds back the calls of all resources, since they share one limit", async () => {
    const time = virtualTime();
    const arrivals: number[] = [];
    server = await serve((req, res) => {
      arrivals.push(time.now());
      json({}, arrivals.length === 1 ? 429 : 200, { "retry-after": "40" })(req, res);
    });
    const http = client(server.url, bothBy(new Limiter(time)));
    const first = http.send(CALL);
    while (arrivals.length === 0) await new Promise(setImmediate);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await Promise.all([first, http.send(CALL), http.send(CALL)]);
    expect(arrivals.slice(1).every((at) => at >= 40_000)).toBe(true);
  });

  it("that stays is an error after eleven tries", async () => {
    server = await serve(json({}, 429));
    const failure = await failureOf(quickHttp(server.url, "key").send(ONCE));
    expect(failure.message).toMatch(
      /over Snyk's rate limit, and stayed so.*Set `snyk-broker:requestsPerMinute` to its share/,
    );
    expect([server.requests.length, failure]).toEqual([11, expect.objectContaining({ outcome: "refused" })]);
  });
});

describe("the API key", () => {
  it("goes to the API as Snyk wants it", async () => {
    server = await serve(json({}));
    await quickHttp(server.url, "the-key").send({ ...ONCE, body: { a: 1 }, query: { b: "c d" } });
    const [request] = server.requests;
    expect([request?.method, request?.url]).toEqual(["POST", "/v1/x?b=c+d"]);
    expect(request?.headers).toMatchObject({
      authorization: "token the-key",
      "content-type": "application/json; charset=utf-8",
      "user-agent": "pulumi-snyk-broker",
    });
  });

  it.each([301, 302, 307, 308])("does not follow a redirect (%d)", async (status) => {
    const thief = await serve(json({}));
    server = await serve(json({}, status, { location: `${thief.url}/v1/x` }));
    const failure = await failureOf(quickHttp(server.url, "key").send(CALL));
    expect(failure.message).toContain(`HTTP ${status}`);
    expect([server.requests.length, thief.requests.length]).toEqual([1, 0]);
    await thief.close();
  });
});

describe("what a status means", () => {
  const PAGE = "<!doctype html><h1>Blocked</h1>";

  it.each([
    [400, "{}", "conflict", "refused"],
    [401, "{}", "unauthorized", "refused"],
    [403, "{}", "forbidden", "refused"],
    [404, "{}", "not-found", "refused"],
    [407, PAGE, "unreachable", "not-sent"],
    [408, "", "timeout", "unknown"],
    [409, "", "conflict", "refused"],
    [422, "{}", "conflict", "refused"],
    [500, "{}", "server", "unknown"],
    [502, PAGE, "server", "unknown"],
    [302, "", "malformed", "unknown"],
    [400, PAGE, "malformed", "unknown"],
    [403, PAGE, "malformed", "unknown"],
    [404, PAGE, "malformed", "unknown"],
  ])("%d with %j is %s, and the call is %s", async (status, body, problem, outcome) => {
    server = await serve((_req, res) => {
      res.writeHead(status);
      res.end(body);
    });
    expect(await failureOf(quickHttp(server.url, "key").send(ONCE))).toMatchObject({ problem, outcome });
  });
});
