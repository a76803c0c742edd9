import fc from "fast-check";
import { Limiter, type LimiterOptions } from "../../../provider/snyk/limiter";

/** A clock that jumps to the next sleeper once nobody else has anything to do. */
class Clock {
  #now = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  readonly now = (): number => this.#now;
  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => this.#sleepers.push({ at: this.#now + ms, wake }));

  async runUntilIdle(): Promise<void> {
    for (;;) {
      await new Promise(setImmediate);
      const next = this.#sleepers.sort((a, b) => a.at - b.at).shift();
      if (!next) return;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
  }
}

interface Traffic {
  /** Milliseconds from one request for a slot to the next. */
  readonly gaps: readonly number[];
  /** Milliseconds that each call takes. */
  readonly took: number;
  /** Pauses: after which call, for how long. */
  readonly pauses: readonly { readonly at: number; readonly ms: number }[];
}

/** @returns when each call left, and how many were unanswered at most */
async function departures(
  options: LimiterOptions,
  { gaps, took, pauses }: Traffic,
): Promise<{ left: number[]; most: number }> {
  const clock = new Clock();
  const limiter = new Limiter({ ...options, now: clock.now, sleep: clock.sleep });
  const left: number[] = [];
  let [inFlight, most] = [0, 0];
  const call = async (i: number): Promise<void> => {
    left.push(clock.now());
    most = Math.max(most, ++inFlight);
    for (const { at, ms } of pauses) if (at === i) limiter.pause(ms);
    await clock.sleep(took);
    inFlight--;
  };
  const arrive = async (): Promise<void> => {
    for (const [i, gap] of gaps.entries()) {
      if (gap > 0) await clock.sleep(gap);
      void limiter.run(() => call(i));
    }
  };
  void arrive();
  await clock.runUntilIdle();
  return { left, most };
}

/** The most departures in any 60 s. */
function mostPerMinute(left: readonly number[]): number {
  return Math.max(
    0,
    ...left.map((start) => left.filter((time) => time >= start && time < start + 59_999.9).length),
  );
}

const traffic = fc.record({
  gaps: fc.array(fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.nat(20_000)), { maxLength: 150 }),
  took: fc.nat(3_000),
  pauses: fc.array(fc.record({ at: fc.nat(150), ms: fc.nat(90_000) }), { maxLength: 4 }),
});
const options = fc.record({
  perMinute: fc.integer({ min: 1, max: 120 }),
  burst: fc.integer({ min: 1, max: 30 }),
  inFlight: fc.integer({ min: 1, max: 30 }),
});

describe("the limiter", () => {
  it("lets no more than perMinute + burst calls leave in any minute, whatever pauses, and all of them in the end", async () => {
    await fc.assert(
      fc.asyncProperty(options, traffic, async (limits, calls) => {
        const { left, most } = await departures(limits, calls);
        expect(left).toHaveLength(calls.gaps.length);
        expect(mostPerMinute(left)).toBeLessThanOrEqual(limits.perMinute + limits.burst);
        expect(most).toBeLessThanOrEqual(limits.inFlight);
      }),
      { numRuns: 100 },
    );
  });

  it("lets the first calls leave at once", async () => {
    const { left } = await departures(
      { burst: 20, inFlight: 50 },
      { gaps: Array<number>(20).fill(0), took: 10, pauses: [] },
    );
    expect(Math.max(...left)).toBeCloseTo(0, 6);
    expect(left).toHaveLength(20);
  });

  it("that may make ten calls a minute does not begin with more", async () => {
    const { left } = await departures(
      { perMinute: 10 },
      { gaps: Array<number>(30).fill(0), took: 1, pauses: [] },
    );
    expect(left.filter((time) => time < 1000).length).toBeLessThanOrEqual(10);
    expect(left).toHaveLength(30);
  });

  it("holds all calls back while it pauses, not only the refused one", async () => {
    const { left } = await departures(
      {},
      { gaps: Array<number>(60).fill(0), took: 5, pauses: [{ at: 0, ms: 30_000 }] },
    );
    const [before, after] = [left.filter((time) => time < 30_000), left.filter((time) => time >= 30_000)];
    expect(before.length).toBeLessThanOrEqual(20); // had left, or were on their way
    expect(before.length + after.length).toBe(60);
    expect(Math.max(...before)).toBeCloseTo(0, 6);
  });

  it("keeps the longer one of two pauses", async () => {
    const pauses = [
      { at: 0, ms: 30_000 },
      { at: 0, ms: 1_000 },
    ];
    const { left } = await departures({ inFlight: 1 }, { gaps: [0, 0], took: 5, pauses });
    expect(left).toEqual([0, 30_000]);
  });

  it("gives its slot back after a failure", async () => {
    const limiter = new Limiter({ inFlight: 1 });
    await expect(limiter.run(() => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    expect(await limiter.run(() => Promise.resolve("next"))).toBe("next");
  });
});
