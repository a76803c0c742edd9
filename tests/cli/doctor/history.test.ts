import type { Check } from "../../../cli/doctor/check";
import { renderText, resultOf } from "../../../cli/doctor/render";
import { PERSON } from "../../../simulator/snyk/person";
import { checks, one, simulator, start, stored } from "./support";

/** The one line about the history. */
async function history(config: Readonly<Record<string, string>> = {}, setup = one()): Promise<Check> {
  const found = (await checks({ setup, config, history: true })).filter(({ check }) => check === "history");
  expect(found).toHaveLength(1);
  const [line] = found;
  if (line === undefined) throw new Error("there is no history");
  expect([line.status, line.remedy]).toEqual(["ok", undefined]);
  return line;
}

describe("the history", () => {
  it("has what was done to the stack's integrations, newest first, by kinds of accounts", async () => {
    await start();
    const { integrationId } = stored();
    simulator.webUi.turnBrokerOff(integrationId);
    const line = await history();
    expect(line.text).toBe("2 changes of its integrations in the last 90 days.");
    const about = { about: "integration gitlab", type: "gitlab", actor: "person" };
    expect(line.events).toMatchObject([
      { ...about, event: "org.integration.edit" },
      { ...about, event: "org.integration.create" },
    ]);
    for (const personal of Object.values(PERSON)) expect(JSON.stringify(line)).not.toContain(personal);
  });

  it("leaves out what was done to others", async () => {
    await start();
    const setup = one();
    simulator.webUi.addIntegration({ orgId: simulator.orgs[0]!.id, type: "github" });
    simulator.webUi.addIntegration({ orgId: simulator.orgs[1]!.id, type: "gitlab" });
    expect((await history({}, setup)).events).toHaveLength(1);
  });

  it("shows the newest, and says that there are more", async () => {
    await start({ rateLimits: { restPerSecond: 1e6, restPerMinute: 1e6 } });
    const { integrationId } = stored();
    for (let i = 0; i < 60; i++) simulator.webUi.turnBrokerOff(integrationId);
    const line = await history();
    expect(line.events).toHaveLength(50);
    expect(line.text).toBe(
      "The newest 50 changes of its integrations in the last 90 days; the log has more.",
    );
  });

  it("says that Snyk does not say which integration it was", async () => {
    await start({ settings: { auditLog: "names-no-integration" } });
    expect((await history()).events).toMatchObject([{ about: null, type: null, actor: "person" }]);
  });

  it("is empty where nothing was done", async () => {
    await start();
    const setup = one();
    simulator.clock.advance(100 * 86_400);
    expect(await history({}, setup)).toMatchObject({
      text: "Snyk's audit log has no change of its integrations in the last 90 days.",
      events: [],
    });
  });

  it.each(["403", "404"] as const)(
    "says which permission would show it to this key, and fails nothing (HTTP %s)",
    async (errorOnMissingPermission) => {
      await start({ settings: { errorOnMissingPermission } });
      const line = await history({ "snyk-broker:apiToken": simulator.viewerKey });
      expect(line.text).toBe(
        'Snyk does not show this key what was changed. The permission "View Audit Logs" would, on an Enterprise plan; ' +
          "nothing else needs it.",
      );
      expect(line.events).toBeUndefined();
    },
  );

  it.each([
    ["has ended the call", { kind: "status", status: 410 }],
    ["answers something else", { kind: "malformed" }],
  ] as const)("is not known where Snyk %s, and fails nothing", async (_, fault) => {
    await start();
    simulator.faults.order({ operation: "restSearchAuditLog", effect: "before", ...fault });
    expect((await history()).text).toMatch(/^What was changed is not known\. Could not read the audit log/);
  });

  it("is not asked for without the option", async () => {
    await start();
    expect((await checks({ setup: one() })).map(({ check }) => check)).not.toContain("history");
    expect(simulator.log.count("restSearchAuditLog")).toBe(0);
  });
});

it("is printed below its line", () => {
  const at = "2027-01-30T14:03:22.000Z";
  const events = [
    { at, about: "integration gitlab", type: "gitlab", event: "org.integration.edit", actor: "person" },
    { at, about: "clone sister", type: "gitlab", event: "org.integration.create", actor: "own key" },
    { at, about: null, type: null, event: "org.integration.new", actor: "unknown" },
  ] as const;
  const about = "organization a0";
  const check = {
    check: "history",
    status: "ok",
    about,
    text: "3 changes.",
    remedy: undefined,
    events,
  } as const;
  expect(renderText(resultOf([check]))).toMatchInlineSnapshot(`
   "ok       history       organization a0: 3 changes.
                          2027-01-30 14:03 UTC, integration gitlab (gitlab): edited by a person
                          2027-01-30 14:03 UTC, clone sister (gitlab): created by the account of this API key
                          2027-01-30 14:03 UTC, an integration, Snyk does not say which: org.integration.new by a person or a service account (Snyk does not tell this key which)

   0 failures, 0 warnings, 1 ok
   "
  `);
});
