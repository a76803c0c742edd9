import { Limiter, type LimiterOptions } from "../../../provider/snyk/limiter";
import { pauseAfter429 } from "../../../provider/snyk/retry";

// Thousands of calls in virtual time, on a machine that may be busy.
jest.setTimeout(120_000);

const MINUTE = 60_000;

/** Time that passes only when somebody waits for it. */
class VirtualTime {
  #now = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  readonly now = (): number => this.#now;
  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => this.#sleepers.push({ at: this.#now + ms, wake }));

  /** Runs until `work` is done. */
  async run(work: Promise<unknown>): Promise<void> {
    const state = { done: false };
    void work.finally(() => (state.done = true));
    while (!state.done) {
      await new Promise((settled) => setImmediate(settled));
      this.#sleepers.sort((one, other) => one.at - other.at);
      const next = this.#sleepers.shift();
      if (next === undefined) continue;
      this.#now = Math.max(this.#now, next.at);
      next.wake();
    }
    await work;
  }
}

/** Most instants in any 60 seconds. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE).length));
}

const together = async (count: number, options: LimiterOptions, callMs = 100) => {
  const time = new VirtualTime();
  const limiter = new Limiter({ ...options, now: time.now, sleep: time.sleep });
  const left: number[] = [];
  let inFlight = 0;
  let most = 0;
  const calls = Array.from({ length: count }, () =>
    limiter.run(async () => {
      left.push(time.now());
      most = Math.max(most, ++inFlight);
      await time.sleep(callMs);
      inFlight--;
    }),
  );
  await time.run(Promise.all(calls));
  return { left, most, minutes: time.now() / MINUTE };
};

it.each([1, 7, 60, 600, 1800])(
  "lets at most %i calls leave in any minute, bursts included",
  async (perMinute) => {
    const { left } = await together(perMinute * 2 + 5, { perMinute });
    expect(left).toHaveLength(perMinute * 2 + 5);
    expect(mostInAMinute(left)).toBeLessThanOrEqual(perMinute);
  },
);

it("uses the limit: 3,000 calls at 1,500 a minute take two minutes, and little more", async () => {
  const { minutes } = await together(3000, { perMinute: 1500 });
  expect(minutes).toBeLessThan(2.05);
});

it("has at most 20 calls without an answer", async () => {
  expect((await together(100, { perMinute: 100_000 }, 5_000)).most).toBe(20);
});

/**
 * A key that allows `allowed` calls in any minute, and refuses them once there were more until there is none for a whole
 * minute; and `processes` that do not know of each other.
 */
const sharing = async (processes: number, callsEach: number, allowed: number) => {
  const time = new VirtualTime();
  const random = seeded();
  const accepted: number[] = [];
  let blockedUntil = 0;
  let [blocks, tooEarly, worst] = [0, 0, 0];
  const answer = (): boolean => {
    const now = time.now();
    while (accepted[0] !== undefined && accepted[0] <= now - MINUTE) accepted.shift();
    if (now < blockedUntil || accepted.length >= allowed) {
      if (now >= blockedUntil) blocks++;
      blockedUntil = now + MINUTE;
      return false;
    }
    accepted.push(now);
    return true;
  };
  const jobs = Array.from({ length: processes }, () => {
    const limiter = new Limiter({ now: time.now, sleep: time.sleep });
    let knownAt = -MINUTE;
    const call = (): Promise<boolean> =>
      limiter.run(async () => {
        if (time.now() < knownAt + MINUTE) tooEarly++;
        await time.sleep(50);
        const isAccepted = answer();
        await time.sleep(50);
        if (isAccepted) return true;
        limiter.pause(pauseAfter429(0, random));
        knownAt = time.now();
        return false;
      });
    const persistent = async (): Promise<void> => {
      for (let refusals = 0; !(await call()); refusals++) worst = Math.max(worst, refusals + 1);
    };
    return Array.from({ length: callsEach }, persistent);
  });
  await time.run(Promise.all(jobs.flat()));
  return { blocks, tooEarly, worst, minutes: time.now() / MINUTE };
};

/** Numbers between 0 and 1, the same in every run. */
function seeded(): () => number {
  let seed = 1;
  return () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
}

it("comes to share one key with other processes: few blocks, and no call into one that is known of", async () => {
  const { blocks, tooEarly, worst, minutes } = await sharing(4, 2000, 2000);
  expect(tooEarly).toBe(0);
  expect(worst).toBeLessThanOrEqual(6); // 10 tries are made before a resource fails
  expect(blocks).toBeLessThanOrEqual(6);
  expect(minutes).toBeLessThan(14); // 3 at least, and a minute and more for each block
});
