import { rotationGroup } from "../../../../../provider/lifecycle/classic/identity";
import * as integration from "../../../../../provider/lifecycle/classic/brokered-integration";
import { RotationBudget } from "../../../../../provider/lifecycle/classic/token/budget";
import type { Properties } from "../../../../../provider/lifecycle/engine/protocol";
import { checkContext } from "../../../support/lab";

const ORG = "a0000000-0000-4000-8000-000000000001";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const args = { orgId: ORG, type: "gitlab" };
const exhausted = (): RotationBudget => {
  const budget = new RotationBudget({ perGroup: 1 });
  budget.grant(rotationGroup("group", { orgId: "another", type: "gitlab" }), "another/gitlab");
  return budget;
};

function check(olds: Properties, news: Properties, today: string, budget = new RotationBudget()): Properties {
  const { inputs, failures } = integration.check(checkContext(today, { budget }), olds, news);
  expect(failures).toEqual([]);
  return inputs;
}

const first = check({}, args, "2026-01-01");

describe("what check stamps", () => {
  it("is generation 1, issued today, for a new integration", () => {
    expect(first).toEqual({
      ...args,
      onDelete: "disable",
      tokenGeneration: 1,
      tokenIssuedOn: "2026-01-01",
      rotationReason: "first token",
      enabledGeneration: 1,
      brokered: true,
    });
  });

  it("says what a replacement replaces, for policies, and only in the check that has the old inputs", () => {
    const other = { ...args, orgId: "a0000000-0000-4000-8000-000000000002" };
    expect(check(first, other, "2026-01-02")).toMatchObject({
      replacementOf: `gitlab in organization ${ORG}`,
      tokenIssuedOn: "2026-01-01",
    });
    expect(check(first, { ...args, rotation: { trigger: "x" } }, "2026-01-02")).not.toHaveProperty(
      "replacementOf",
    );
    expect(check({}, other, "2026-01-02")).not.toHaveProperty("replacementOf");
  });

  it("is the day that the user names, for an adopted token", () => {
    const adopt = { brokerToken: "12345678-token", tokenIssuedOn: "2025-11-11" };
    expect(check({}, { ...args, adopt }, "2026-01-01")).toMatchObject({
      tokenIssuedOn: "2025-11-11",
      rotationReason: "adopted with its token",
    });
  });

  it("is not a day that has not come yet: the field is named, its value is not", () => {
    const adopt = { brokerToken: "12345678-token", tokenIssuedOn: "2026-01-02" };
    const { failures } = integration.check(checkContext("2026-01-01"), {}, { ...args, adopt });
    expect(failures).toEqual([
      { property: "", reason: "adopt.tokenIssuedOn: is in the future; today is 2026-01-01 (UTC)" },
    ]);
    const { failures: onTheDay } = integration.check(checkContext("2026-01-02"), {}, { ...args, adopt });
    expect(onTheDay).toEqual([]);
  });

  it.each([
    ["a schedule is added", { everyDays: 90 }],
    ["a schedule with a spread is added", { everyDays: 30, spreadDays: 60 }],
    ["everything stays", undefined],
  ])("stays when %s and nothing is due", (_, rotation) => {
    const { rotation: __, ...stamps } = check(first, { ...args, rotation }, "2026-01-10");
    expect(stamps).toEqual(first);
  });

  it("names the trigger, and does not see it twice", () => {
    const triggered = check(first, { ...args, rotation: { trigger: "leak-1" } }, "2026-01-10");
    expect(triggered).toMatchObject({
      tokenGeneration: 2,
      rotationReason: 'trigger "leak-1"',
      tokenIssuedOn: "2026-01-10",
    });
    expect(check(triggered, { ...args, rotation: { trigger: "leak-1" } }, "2026-01-11")).toMatchObject({
      tokenGeneration: 2,
    });
  });

  it("keeps the calendar of a run that came late", () => {
    const rotation = { everyDays: 90 };
    const late = check(first, { ...args, rotation }, "2026-04-11");
    expect(late).toMatchObject({
      tokenGeneration: 2,
      tokenIssuedOn: "2026-04-11",
      rotationAnchor: "2026-04-01",
    });
    expect(check(late, { ...args, rotation }, "2026-06-29")).toMatchObject({ tokenGeneration: 2 });
    expect(check(late, { ...args, rotation }, "2026-06-30")).toMatchObject({ tokenGeneration: 3 });
  });
});

describe("a token that was issued on a day that has not come yet, says the state", () => {
  const rotation = { everyDays: 30 };
  const wrongClock = { ...first, tokenIssuedOn: "2031-05-05" };
  const said = (olds: Properties, today: string): readonly string[] => {
    const lines: string[] = [];
    const ctx = checkContext(today, { log: (line) => lines.push(line) });
    integration.check(ctx, olds, { ...args, rotation });
    return lines;
  };

  it("is due a period from today on, instead of never, and the preview says why", () => {
    const anchored = check(wrongClock, { ...args, rotation }, "2026-01-10");
    expect(anchored).toMatchObject({ tokenGeneration: 1, rotationAnchor: "2026-01-10" });
    expect(said(wrongClock, "2026-01-10")).toEqual([
      `gitlab in organization ${ORG}: its token was issued on 2031-05-05, says the state, and today is 2026-01-10 ` +
        `(UTC): that run had a wrong clock, or SNYK_BROKER_TODAY. Its schedule counts from 2026-01-10.`,
    ]);
    expect(check(anchored, { ...args, rotation }, "2026-02-08")).toMatchObject({ tokenGeneration: 1 });
    expect(said(anchored, "2026-02-08")).toEqual([
      expect.stringMatching(/Its schedule counts from 2026-01-10\.$/),
    ]);
    const rotated = check(anchored, { ...args, rotation }, "2026-02-09");
    expect(rotated).toMatchObject({ tokenGeneration: 2, tokenIssuedOn: "2026-02-09" });
    expect(said(rotated, "2026-02-10")).toEqual([]);
  });

  it("is no matter for one day: two machines around midnight", () => {
    const tomorrow = { ...first, tokenIssuedOn: "2026-01-11" };
    const { rotation: _, ...stamps } = check(tomorrow, { ...args, rotation }, "2026-01-10");
    expect([stamps, said(tomorrow, "2026-01-10")]).toEqual([tomorrow, []]);
  });

  it("is rotated at once by a trigger", () => {
    const rotated = check(wrongClock, { ...args, rotation: { trigger: "leak" } }, "2026-01-10");
    expect(rotated).toMatchObject({ tokenGeneration: 2, tokenIssuedOn: "2026-01-10" });
  });
});

describe("stamps that nobody has written like that", () => {
  it.each([
    ["tokenIssuedOn", "yesterday"],
    ["tokenIssuedOn", "2026-02-30"],
    ["rotationAnchor", "soon"],
    ["tokenGeneration", "two"],
    ["tokenGeneration", undefined],
  ])("%s: %j is refused in a sentence, and does not begin to count anew", (field, value) => {
    const edited = { ...first, tokenGeneration: 7, [field]: value };
    const { inputs, failures } = integration.check(checkContext("2026-01-10"), edited, args);
    expect(failures).toEqual([
      {
        property: "",
        reason:
          `The stored state of this resource cannot be read (${field}): no release of pulumi-snyk-broker has written ` +
          "it like that. If it was edited, restore it with `pulumi stack import`.",
      },
    ]);
    expect(inputs).not.toHaveProperty("tokenGeneration");
  });
});

describe("a rotation that this run has no room for", () => {
  const rotation = { trigger: "leak-1" };

  it("is left to the next run, which does it", () => {
    const deferred = check(first, { ...args, rotation }, "2026-01-10", exhausted());
    expect(deferred).toMatchObject({
      tokenGeneration: 1,
      tokenIssuedOn: "2026-01-01",
      rotationDeferred: "trigger",
    });
    const next = check(deferred, { ...args, rotation }, "2026-01-11");
    expect(next).toMatchObject({ tokenGeneration: 2, rotationReason: 'trigger "leak-1"' });
    expect(next).not.toHaveProperty("rotationDeferred", "trigger");
  });

  it("says in rotationReason why it waits, and why its token exists again once nothing is due any more", () => {
    const due = { everyDays: 5 };
    const deferred = check(first, { ...args, rotation: due }, "2026-01-10", exhausted());
    const reason =
      "first token; its rotation is deferred to the next run, others of its group go first: due since 2026-01-06, every 5 days";
    expect(deferred).toMatchObject({ rotationReason: reason, rotationDeferred: "schedule" });
    const again = check(deferred, { ...args, rotation: due }, "2026-01-10", exhausted());
    expect(again["rotationReason"]).toBe(reason);
    const unknown = check(deferred, { ...args, groupId: UNKNOWN, rotation: due }, "2026-01-10");
    expect(unknown["rotationReason"]).toBe(reason);
    const eased = check(deferred, { ...args, rotation: { everyDays: 90 } }, "2026-01-11");
    expect(eased).toMatchObject({ rotationReason: "first token", tokenGeneration: 1 });
    expect(eased["rotationDeferred"]).toBeUndefined();
  });

  it("is not forgotten by a preview that knows too little", () => {
    const deferred = check(first, { ...args, rotation }, "2026-01-10", exhausted());
    const preview = check(deferred, { ...args, groupId: UNKNOWN, rotation }, "2026-01-11");
    expect(preview).toMatchObject({ tokenGeneration: 1, rotationDeferred: "trigger" });
  });

  it("is named for the reader of the preview", () => {
    const lines: string[] = [];
    const ctx = checkContext("2026-01-10", { budget: exhausted(), log: (line) => lines.push(line) });
    integration.check(ctx, first, { ...args, rotation });
    expect(lines).toEqual([
      `gitlab in organization ${ORG}: rotation deferred to the next run (trigger "leak-1"); others of its group rotate ` +
        `first, and Snyk allows one at a time. Set snyk-broker:rotationsPerRun to change how many.`,
    ]);
  });

  it("does not hold back a Broker that was turned off: enabling needs no provisional token", () => {
    const off = { ...first, brokered: false };
    expect(check(off, args, "2026-01-10", exhausted())).toMatchObject({ tokenGeneration: 2, brokered: true });
  });
});

describe("the preview", () => {
  const outputs = { ...first, schemaVersion: 1, integrationId: "i", brokerToken: "t", tokenSource: "enable" };

  it("shows no change when only the policy changes", () => {
    const changed = check(first, { ...args, rotation: { everyDays: 365, spreadDays: 3 } }, "2026-01-10");
    expect(integration.diff(outputs, changed)).toEqual({ changes: false, replaces: [] });
  });

  it.each([
    ["a rotation", { rotation: { trigger: "x" } }, []],
    ["another way to delete", { onDelete: "retain" }, []],
    ["another user of the token", { sharedWith: ["team-b"] }, []],
    ["another organization", { orgId: "a0000000-0000-4000-8000-000000000002" }, ["orgId"]],
    ["another type", { type: "github" }, ["type"]],
    ["an organization that is not known yet", { orgId: UNKNOWN }, ["orgId"]],
  ])("shows %s", (_, more, replaces) => {
    expect(integration.diff(outputs, check(first, { ...args, ...more }, "2026-01-10"))).toEqual({
      changes: true,
      replaces,
    });
  });

  it.each([
    ["adopt", { brokerToken: "12345678-token" }],
    ["provisionalToken", "12345678-token"],
    ["assumeNotBrokered", true],
    ["groupId", "g"],
  ])("shows no change for %s, which is read when it is needed", (field, value) => {
    expect(integration.diff(outputs, check(first, { ...args, [field]: value }, "2026-01-10")).changes).toBe(
      false,
    );
  });

  it("shows an update when creation got no token yet", () => {
    const { brokerToken: _none, ...partial } = outputs;
    expect(integration.diff(partial, check(first, args, "2026-01-10")).changes).toBe(true);
  });
});
