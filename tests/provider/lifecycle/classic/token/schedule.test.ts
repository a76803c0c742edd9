import fc from "fast-check";
import { addDays, type Day, daysBetween, isDay } from "../../../../../provider/lifecycle/classic/token/day";
import { type RotationPolicy, rotationDue } from "../../../../../provider/lifecycle/classic/token/schedule";
import type { PreviousToken } from "../../../../../provider/lifecycle/classic/token/stamps";

const SEED = "org/gitlab";
const day = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays("1999-12-25", days));
const everyDays = fc.integer({ min: 1, max: 3650 });
const spreadDays = fc.integer({ min: 0, max: 400 });

function token(issuedOn: Day, more: Partial<PreviousToken> = {}): PreviousToken {
  return {
    tokenGeneration: 1,
    tokenIssuedOn: issuedOn,
    rotationReason: "first token",
    enabledGeneration: 1,
    brokered: true,
    ...more,
  };
}

/** Runs on the given days; what a run stamps is what the next one starts from. */
function rotationsOf(runs: readonly Day[], policy: RotationPolicy, start: PreviousToken): PreviousToken[] {
  const tokens = [start];
  for (const today of runs) {
    const previous = tokens.at(-1) ?? start;
    const due = rotationDue(previous, policy, today, SEED);
    if (due === undefined) continue;
    tokens.push({
      ...previous,
      tokenGeneration: previous.tokenGeneration + 1,
      tokenIssuedOn: today,
      rotationAnchor: due.anchor === today ? undefined : due.anchor,
    });
  }
  return tokens;
}

describe("a schedule", () => {
  it("never rotates before the token is due, whatever the clock says", () => {
    fc.assert(
      fc.property(day, day, everyDays, spreadDays, (issuedOn, today, every, spread) => {
        const due = rotationDue(token(issuedOn), { everyDays: every, spreadDays: spread }, today, SEED);
        return due === undefined || daysBetween(issuedOn, today) >= every;
      }),
      { numRuns: 10_000 },
    );
  });

  it("rotates in the first run on or after the due day: at most one run late", () => {
    fc.assert(
      fc.property(day, everyDays, fc.nat(20_000), (issuedOn, every, late) => {
        const today = addDays(issuedOn, every + late);
        return rotationDue(token(issuedOn), { everyDays: every }, today, SEED)?.cause === "schedule";
      }),
      { numRuns: 10_000 },
    );
  });

  it("never rotates twice within half a period, however irregular the runs and however skewed the clock", () => {
    const irregular = fc.array(fc.integer({ min: -3, max: 1500 }), { maxLength: 40 });
    fc.assert(
      fc.property(day, everyDays, spreadDays, irregular, (start, every, spread, steps) => {
        let today = start;
        const runs = steps.map((step) => (today = addDays(today, step)));
        const issued = rotationsOf(runs, { everyDays: every, spreadDays: spread }, token(start)).map(
          ({ tokenIssuedOn }) => tokenIssuedOn,
        );
        return issued.every((each, i) => i === 0 || daysBetween(issued[i - 1] ?? "", each) >= every / 2);
      }),
      { numRuns: 10_000 },
    );
  });

  it("has nothing to do in a second run on the day of a rotation", () => {
    fc.assert(
      fc.property(day, everyDays, spreadDays, fc.nat(20_000), (issuedOn, every, spread, late) => {
        const policy = { everyDays: every, spreadDays: spread };
        const today = addDays(issuedOn, every + spread + late);
        const rotated = rotationsOf([today], policy, token(issuedOn)).at(-1) ?? token(issuedOn);
        return rotated.tokenGeneration === 2 && rotationDue(rotated, policy, today, SEED) === undefined;
      }),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ["just under half a period late keeps the calendar", 44, "2026-04-01"],
    ["half a period late begins a new one", 45, "2026-05-16"],
  ])("that is met %s", (_, late, anchor) => {
    const today = addDays("2026-04-01", late);
    expect(rotationDue(token("2026-01-01"), { everyDays: 90 }, today, SEED)?.anchor).toBe(anchor);
  });

  it("keeps its calendar over many cycles when every run is less than half a period late", () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 3, max: 400 }),
        spreadDays,
        fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
        (start, every, spread, delays) => {
          const policy = { everyDays: every, spreadDays: spread };
          let due = firstDue(start, policy);
          const runs = delays.map((delay) => {
            const run = addDays(due, delay % Math.ceil(every / 2));
            due = addDays(due, every);
            return run;
          });
          expect(
            rotationsOf(runs, policy, token(start))
              .slice(1)
              .map((each) => each.tokenIssuedOn),
          ).toEqual(runs);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("starts its calendar anew after years without a run, with one rotation", () => {
    const runs = ["2031-01-01", "2031-01-02", "2031-03-31", "2031-04-01"];
    expect(
      rotationsOf(runs, { everyDays: 90 }, token("2026-01-01")).map((each) => each.tokenIssuedOn),
    ).toEqual(["2026-01-01", "2031-01-01", "2031-04-01"]);
  });

  it("counts leap days as days", () => {
    const due = (issuedOn: Day, today: Day) => rotationDue(token(issuedOn), { everyDays: 1 }, today, SEED);
    expect(due("2028-02-28", "2028-02-28")).toBeUndefined();
    expect(due("2028-02-28", "2028-02-29")?.reason).toBe("due since 2028-02-29, every 1 days");
    expect(due("2028-02-29", "2028-03-01")).toBeDefined();
    expect([isDay("2028-02-29"), isDay("2027-02-29"), isDay("2027-2-1"), isDay("")]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("moves the due days of one integration always by the same number of days, and of many by different ones", () => {
    const policy = { everyDays: 90, spreadDays: 30 };
    const moved = Array.from(
      { length: 40 },
      (_, i) => daysBetween("2026-01-01", firstDue("2026-01-01", policy, `org-${i}/gitlab`)) - 90,
    );
    expect(Math.min(...moved)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...moved)).toBeLessThanOrEqual(30);
    expect(new Set(moved).size).toBeGreaterThan(15);
  });

  it("is none without everyDays", () => {
    expect(rotationDue(token("2000-01-01"), { spreadDays: 3 }, "2099-01-01", SEED)).toBeUndefined();
  });
});

describe("a trigger", () => {
  const seen = token("2026-01-01", { trigger: "leak-1" });

  it.each([
    ["is new", token("2026-01-01"), "leak-1", true],
    ["changes to another text", seen, "leak-2", true],
    ["stays", seen, "leak-1", false],
    ["is taken away", seen, undefined, false],
    ["was deferred", { ...seen, rotationDeferred: "trigger" as const }, "leak-1", true],
    ["was deferred and is taken away", { ...seen, rotationDeferred: "trigger" as const }, undefined, false],
    [
      "stays while a schedule was deferred",
      { ...seen, rotationDeferred: "schedule" as const },
      "leak-1",
      false,
    ],
  ])("that %s: rotates %#", (_, previous, trigger, rotates) => {
    expect(rotationDue(previous, { trigger }, "2026-01-02", SEED)?.cause).toBe(
      rotates ? "trigger" : undefined,
    );
  });

  it("leaves a scheduled rotation that was deferred its reason and its calendar", () => {
    const deferred = { ...seen, rotationDeferred: "schedule" as const };
    expect(rotationDue(deferred, { trigger: "leak-1", everyDays: 90 }, "2026-04-05", SEED)).toEqual({
      cause: "schedule",
      reason: "due since 2026-04-01, every 90 days",
      anchor: "2026-04-01",
    });
  });
});

it("a Broker that was found turned off is a reason of its own, and comes first", () => {
  const off = token("2026-01-01", { brokered: false });
  expect(rotationDue(off, { trigger: "leak", everyDays: 1 }, "2026-06-01", SEED)?.cause).toBe("turned off");
});

/** Finds the first due day by asking for every day. */
function firstDue(start: Day, policy: RotationPolicy, seed = SEED): Day {
  for (let days = policy.everyDays ?? 0; days <= 5000; days++) {
    const today = addDays(start, days);
    if (rotationDue(token(start), policy, today, seed)) return today;
  }
  throw new Error("never due");
}
