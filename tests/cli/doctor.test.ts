import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Check } from "../../cli/doctor/check";
import { checkClient } from "../../cli/doctor/client-checks";
import { diagnose } from "../../cli/doctor/diagnose";
import { renderText, resultOf } from "../../cli/doctor/render";
import { type Setup, setupOf } from "../../cli/doctor/subjects";
import { parseStack } from "../../cli/stack/stack-file";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../simulator";
import { clone, integration, NOBODY, ROTATED, STORED, tokenSwitch } from "./preview-of";
import { clientIn, stateOf } from "./state-of";

let simulator: Simulator;
const servers: Server[] = [];

const start = async (options: SimulatorOptions = {}) => (simulator = await startSimulator(options));

afterEach(async () => {
  await simulator.close();
  for (const server of servers.splice(0)) server.close();
});

/** A Broker client, as far as its two checks go. */
const client = (health: unknown, healthStatus: number, systemStatus = 200): Promise<string> =>
  listening((req, res) => {
    const isHealth = req.url === "/healthcheck";
    res.writeHead(isHealth ? healthStatus : systemStatus, { "content-type": "application/json" });
    res.end(JSON.stringify(isHealth ? health : [{ maskedCredentials: "canary***" }]));
  });

async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const tunnel = (ok: boolean) => ({
  ok,
  brokerServerUrl: "https://broker.snyk.io/?canary",
  version: "5.16.4",
});

/** An integration that Snyk has, as a stack stores it. */
function stored(more: Readonly<Record<string, unknown>> = {}) {
  const org = simulator.orgs[0];
  if (!org) throw new Error("no organization");
  const found = simulator.integration(org.id, "gitlab");
  const integrationId = found?.id ?? simulator.webUi.addIntegration({ orgId: org.id, type: "gitlab" });
  return { ...STORED, orgId: org.id, integrationId, ...more };
}

const stack = (...steps: Parameters<typeof stateOf>[0]): Setup => setupOf(parseStack(stateOf(steps)));
const one = (facts = stored()): Setup => stack(integration("same", { before: facts, after: facts }));
const NOTHING: Setup = { stack: false, subjects: [], tokens: [], deployments: [] };

interface Asked {
  readonly setup?: Setup;
  readonly config?: Readonly<Record<string, string>>;
  readonly clients?: readonly string[];
  readonly today?: string;
}

function checks({
  setup = NOTHING,
  config = {},
  clients = [],
  today = "2027-01-31",
}: Asked): Promise<readonly Check[]> {
  const all: Readonly<Record<string, string>> = {
    "snyk-broker:apiUrl": simulator.url,
    "snyk-broker:apiToken": simulator.adminKey,
    ...config,
  };
  return diagnose({ setup, config: (key) => all[key], clients, today, maxAgeDays: 90 });
}

const briefly = (found: readonly Check[]) => found.map(({ status, check }) => `${status} ${check}`);
const bad = (found: readonly Check[]) =>
  found
    .filter(({ status }) => status !== "ok")
    .map(({ status, check, text }) => `${status} ${check}: ${text}`);

describe("all in order", () => {
  it("is a line for each, and nothing changed at Snyk", async () => {
    await start();
    const setup = one();
    const found = await checks({ setup, clients: [await client([tunnel(true), tunnel(true)], 200)] });
    expect(briefly(found)).toEqual([
      "ok address",
      "ok api-key",
      "ok role",
      "ok integration",
      "ok broker",
      "ok rate-limit",
      "ok token",
      "ok healthcheck",
      "ok systemcheck",
    ]);
    expect(simulator.log.all().filter(({ method, effect }) => effect && method !== "GET")).toEqual([]);
    expect(
      renderText(resultOf(found))
        .replaceAll(simulator.url, "URL")
        .replace(/127.0.0.1:\d+/g, "HOST"),
    ).toMatchSnapshot();
  });

  it("looks at clones too, and asks each organization for the role once", async () => {
    await start();
    const [, sister] = simulator.orgs;
    const source = stored();
    const cloneId = simulator.webUi.addIntegration({ orgId: sister!.id, type: "gitlab" });
    const facts = { orgId: sister!.id, type: "gitlab", brokered: true, integrationId: cloneId };
    const setup = stack(
      integration("same", { before: source, after: source }),
      clone("same", { before: facts, after: facts }),
    );
    const found = await checks({ setup });
    expect(found.filter(({ check }) => check === "role").map(({ status }) => status)).toEqual(["ok", "ok"]);
    expect(found.filter(({ check }) => check === "broker").map(({ about }) => about)).toEqual([
      "integration gitlab",
      "clone clone",
    ]);
  });
});

describe("the API and its key", () => {
  it.each([
    ["no key", { "snyk-broker:apiToken": "" }, ["failure api-key: There is no API key."]],
    [
      "a key that Snyk does not know",
      { "snyk-broker:apiToken": "canary-key" },
      [expect.stringMatching(/^failure api-key: .*does not accept the API key \(HTTP 401/) as string],
    ],
    [
      "a region that there is not",
      { "snyk-broker:region": "mars", "snyk-broker:apiUrl": "" },
      [expect.stringMatching(/^failure address: .*"mars" is not known/) as string],
    ],
    [
      "an address that nobody has",
      { "snyk-broker:apiUrl": "http://127.0.0.1:1" },
      [expect.stringMatching(/^failure address: .*could not be reached/) as string],
    ],
  ])(
    "finds %s, and says what it could not look for",
    async (_, config, expected) => {
      await start();
      const before = process.env["SNYK_TOKEN"];
      delete process.env["SNYK_TOKEN"];
      const found = await checks({ setup: one(), config });
      if (before !== undefined) process.env["SNYK_TOKEN"] = before;
      expect(bad(found.filter(({ check }) => check !== "healthcheck"))).toEqual([
        ...expected,
        "warning integration: Not looked for, since Snyk could not be asked.",
      ]);
      expect(JSON.stringify(found)).not.toContain("canary");
      for (const { status, remedy } of found) expect(remedy === undefined).toBe(status === "ok");
    },
    60_000,
  );

  it.each([
    ["403", "failure role: The key's role may view integrations, and not edit them."],
    ["404", "failure role: The key's role may view integrations, and not edit them."],
  ] as const)(
    "finds a role that may only read, where Snyk answers %s",
    async (errorOnMissingPermission, expected) => {
      await start({ settings: { errorOnMissingPermission } });
      const found = await checks({ setup: one(), config: { "snyk-broker:apiToken": simulator.viewerKey } });
      expect(bad(found)[0]).toBe(expected);
    },
  );

  it("finds an organization that the key may not see", async () => {
    await start();
    const [, other] = simulator.orgs;
    const key = simulator.addKey({ name: "narrow", orgIds: [other!.id] });
    const found = await checks({ setup: one(), config: { "snyk-broker:apiToken": key } });
    expect(bad(found).map((line) => line.split(":")[0])).toEqual([
      "failure role",
      "failure integration",
      "warning healthcheck",
    ]);
  });

  it("finds a key without any organization, and one that may use no API", async () => {
    await start();
    const none = simulator.addKey({ name: "none", orgIds: [] });
    expect(bad(await checks({ config: { "snyk-broker:apiToken": none } }))[0]).toContain(
      "it sees no organization",
    );
    const apiUrl = await listening((_req, res) => res.writeHead(403).end("{}"));
    const found = await checks({ config: { "snyk-broker:apiUrl": apiUrl } });
    expect(bad(found)[0]).toMatch(/^failure role: .*lacks the permission "View Organization"/);
  });

  it("finds others on the same key: by refusals, and by what Snyk announces", async () => {
    await start({ rateLimits: { restPerSecond: 5, restPerMinute: 6 } });
    simulator.faults.order({
      operation: "listIntegrations",
      effect: "before",
      kind: "status",
      status: 429,
      retryAfter: 0.01,
    });
    const found = await checks({ setup: one() });
    expect(bad(found)[0]).toBe("warning rate-limit: Snyk refused 1 call as one too many, and took it later.");
  });

  it("finds a limit that is nearly used up", async () => {
    await start({ rateLimits: { restPerSecond: 1 } });
    expect(bad(await checks({ setup: one() }))[0]).toBe(
      "warning rate-limit: 0 of 1 calls are left in Snyk's present interval.",
    );
  });

  it("takes the key of a second tenant from where its integrations say", async () => {
    await start();
    const facts = stored({ api: { tokenConfigKey: "payments:snykToken" } });
    expect(bad(await checks({ setup: one(facts) }))[0]).toBe("failure api-key: There is no API key.");
    const found = await checks({ setup: one(facts), config: { "payments:snykToken": simulator.viewerKey } });
    expect(bad(found)[0]).toMatch(/^failure role/);
  });
});

describe("integrations", () => {
  it.each([
    ["removed", "is not at Snyk any more.", (id: string) => simulator.webUi.removeIntegration(id)],
    [
      "removed and made anew",
      "the organization has another one",
      (id: string) => {
        const orgId = simulator.orgs[0]!.id;
        simulator.webUi.removeIntegration(id);
        simulator.webUi.addIntegration({ orgId, type: "gitlab" });
      },
    ],
    ["turned off", "Its Broker is turned off.", (id: string) => simulator.webUi.turnBrokerOff(id)],
  ])("finds one that was %s", async (_, expected, happen) => {
    await start();
    const facts = stored();
    happen(facts.integrationId);
    const [first] = bad(await checks({ setup: one(facts) }));
    expect(first).toMatch(/^failure (integration|broker)/);
    expect(first).toContain(expected);
  });

  it("tells what to do first when a token is shared", async () => {
    await start();
    const source = stored();
    const orgId = simulator.orgs[1]!.id;
    const cloneId = simulator.webUi.addIntegration({ orgId, type: "gitlab" });
    const facts = { orgId, type: "gitlab", brokered: true, integrationId: cloneId };
    for (const id of [source.integrationId, cloneId]) simulator.webUi.turnBrokerOff(id);
    const found = await checks({
      setup: stack(
        integration("same", { before: source, after: source }),
        clone("same", { before: facts, after: facts }),
      ),
    });
    expect(found.filter(({ check }) => check === "broker").map(({ remedy }) => remedy)).toEqual([
      expect.stringMatching(/^Remove its clones in Snyk's web UI; run/),
      expect.stringMatching(/^Remove it in Snyk's web UI; run/),
    ]);
  });

  it("looks for a type where no id is known, and says where Snyk hides the Broker", async () => {
    await start({ settings: { restIntegrations: "without-has-broker" } });
    const { orgId } = stored();
    const named = (type: string): Setup => ({
      ...NOTHING,
      subjects: [
        { name: `${type} integration`, orgId, type, integrationId: undefined, connection: {}, sharing: "no" },
      ],
    });
    expect(bad(await checks({ setup: named("gitlab") }))[0]).toMatch(/^warning broker: Snyk does not tell/);
    expect(bad(await checks({ setup: named("github") }))[0]).toMatch(/^failure integration: .*has no github/);
  });
});

describe("tokens", () => {
  const provisioned = { ...ROTATED, provisionedGeneration: 2 };
  const liveOne = { tokenGeneration: 1, provisionedGeneration: 0, liveGeneration: 1 };

  it.each([
    [
      "one that is too old",
      "2027-06-01",
      {},
      "warning token: Token generation 1 is 151 days old (issued on 2027-01-01).",
    ],
    [
      "one that ended",
      "2027-01-31",
      { brokered: false },
      "failure token: Token generation 1 ended when the Broker was turned off.",
    ],
    [
      "one that is not switched to",
      "2027-04-02",
      provisioned,
      "warning token: Token generation 2 was issued, and Snyk was not told to switch to it.",
    ],
  ])("finds %s", async (_, today, more, expected) => {
    await start();
    const facts = stored(more);
    const setup = stack(
      integration("same", { before: facts, after: facts, outputs: {} }),
      tokenSwitch("same", { before: liveOne, after: liveOne }),
    );
    expect(bad(await checks({ setup, today }))).toContain(expected);
  });

  it("finds an integration of another stack, whose token's age is that one's to tell", async () => {
    await start();
    const { orgId, type, integrationId } = stored();
    const facts = {
      orgId,
      type,
      integrationId,
      tokenGeneration: 1,
      provisionedGeneration: 0,
      liveGeneration: 1,
    };
    const setup = stack(tokenSwitch("same", { before: facts, after: facts }, NOBODY));
    expect(bad(await checks({ setup }))).toEqual([
      "warning token: The age of token generation 1 is not known to this stack.",
      "warning healthcheck: No client was asked.",
    ]);
  });

  it("says what it cannot know without a stack, and that a stack has nothing", async () => {
    await start();
    expect(bad(await checks({}))[0]).toBe(
      "warning token: The age of the token is not known: Snyk tells it nobody.",
    );
    expect(bad(await checks({ setup: stack() }))[0]).toBe(
      "warning integration: The stack has no brokered integration.",
    );
  });
});

describe("clients", () => {
  beforeEach(() => start());
  const all = (ok: boolean) => [tunnel(ok), tunnel(ok)];

  it.each([
    [
      "no tunnel",
      () => client(all(false), 500),
      ["failure healthcheck: 0 of 2 connections to Snyk are open (client 5.16.4)."],
    ],
    [
      "half of the tunnels",
      () => client([tunnel(true), tunnel(false)], 200),
      ["warning healthcheck: 1 of 2 connections to Snyk are open (client 5.16.4)."],
    ],
    [
      "refused credentials",
      () => client(tunnel(true), 200, 500),
      ["failure systemcheck: What the client serves refuses its credentials, or is out of its reach."],
    ],
    [
      "no system check",
      () => client(all(true), 200, 404),
      ["warning systemcheck: The client does not say whether its credentials work (HTTP 404)."],
    ],
    [
      "another server",
      () => client({ canary: 1 }, 200),
      ["failure healthcheck: What answers there is no Broker client (HTTP 200)."],
    ],
    [
      "nobody",
      () => Promise.resolve("http://127.0.0.1:1"),
      ["failure healthcheck: No client answers there (ECONNREFUSED)."],
    ],
  ])("finds %s, and repeats nothing of the answer", async (_, at, expected) => {
    const found = await checks({ setup: one(), clients: [await at()] });
    expect(bad(found)).toEqual(expected);
    expect(JSON.stringify(found)).not.toContain("canary");
  });

  it("finds a client that dials another region", async () => {
    const found = await checkClient(await client(all(true), 200), "https://broker.eu.snyk.io");
    expect(bad(found)).toEqual([
      "failure healthcheck: The client dials https://broker.snyk.io, and its integration is at https://broker.eu.snyk.io.",
    ]);
  });

  it("tells how to reach one, by the name of its Deployment", async () => {
    const facts = stored();
    const setup = stack(
      integration("same", { before: facts, after: facts }),
      ...clientIn("gitlab", ["broker-gitlab-g1"]),
    );
    const found = await checks({ setup });
    expect(found.at(-1)?.remedy).toContain("deployment/broker-gitlab-g1 8000");
  });
});
