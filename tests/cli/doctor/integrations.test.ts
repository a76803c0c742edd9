import type { Setup } from "../../../cli/doctor/subjects";
import { clone, integration } from "../preview-of";
import { bad, checks, NOTHING, one, simulator, stack, start, stored } from "./support";

describe("integrations", () => {
  it.each([
    ["removed", "is no longer at Snyk.", (id: string) => simulator.webUi.removeIntegration(id)],
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

  it("finds one that has moved to the Universal Broker", async () => {
    await start();
    const facts = stored();
    simulator.webUi.moveToUniversal(facts.integrationId, "prod");
    expect(bad(await checks({ setup: one(facts) }))[0]).toBe(
      'warning broker: It goes through the Universal Broker (connection "prod").',
    );
    // After a refresh the stack knows it, too.
    const known = { ...facts, brokered: false, universalConnection: "prod" };
    expect(bad(await checks({ setup: one(known) }))).toContainEqual(
      expect.stringMatching(/^warning token: Token generation \d+ serves nobody/),
    );
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
