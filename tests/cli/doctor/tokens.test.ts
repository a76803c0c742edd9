import { integration, NOBODY, ROTATED, tokenSwitch } from "../preview-of";
import { bad, checks, stack, start, stored } from "./support";

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
      "warning token: Token generation 2 was issued, but Snyk was not told to switch to it.",
    ],
  ])("finds %s", async (_, today, more, expected) => {
    await start();
    const facts = stored(more);
    const setup = stack(
      integration("same", { before: facts, after: facts, outputs: { brokerToken: "[secret]" } }),
      tokenSwitch("same", { before: liveOne, after: liveOne }),
    );
    expect(bad(await checks({ setup, today }))).toContain(expected);
  });

  it("finds a creation that got no token", async () => {
    await start();
    const facts = stored();
    const setup = stack(integration("same", { before: facts, after: facts, outputs: { brokered: false } }));
    expect(bad(await checks({ setup }))).toContain("failure token: The stack has no token for it yet.");
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
      "warning token: The age of the token is not known: Snyk does not report it.",
    );
    expect(bad(await checks({ setup: stack() }))[0]).toBe(
      "warning integration: The stack has no brokered integration.",
    );
  });
});
