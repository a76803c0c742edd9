import { bad, checks, listening, one, simulator, start, stored } from "./support";

describe("the API and its key", () => {
  it.each([
    [
      "no key",
      { "snyk-broker:apiToken": "" },
      ["failure api-key: There is no API key, and no client of a service account."],
    ],
    [
      "a key that Snyk does not know",
      { "snyk-broker:apiToken": "canary-key" },
      [expect.stringMatching(/^failure api-key: .*does not accept the API key.*\(HTTP 401/) as string],
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
        "warning integration: Not checked, because Snyk could not be asked.",
      ]);
      expect(JSON.stringify(found)).not.toContain("canary");
      for (const { status, remedy } of found) expect(remedy === undefined).toBe(status === "ok");
    },
    60_000,
  );

  it.each([
    ["403", "failure role: The role may view integrations, but not edit them."],
    ["404", "failure role: The role may view integrations, but not edit them."],
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
    expect(bad(found)[0]).toBe("warning rate-limit: Snyk rate-limited 1 call; the retry succeeded.");
  });

  it("finds a limit that is nearly used up", async () => {
    await start({ rateLimits: { restPerSecond: 2 } });
    expect(bad(await checks({ setup: one() }))[0]).toBe(
      "warning rate-limit: 0 of 2 calls are left in Snyk's current interval.",
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
