import { Limiter, type LimiterOptions } from "../../../provider/snyk/limiter";

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

it.each([1, 7, 60, 600, 1500])(
  "lets at most %i calls leave in any minute, bursts included",
  async (perMinute) => {
    const { left } = await together(perMinute * 2 + 5, { perMinute });
    expect(left).toHaveLength(perMinute * 2 + 5);
    expect(mostInAMinute(left)).toBeLessThanOrEqual(perMinute);
  },
);

it("uses the limit: 3,000 calls at 1,500 a minute take two minutes, and little more", async () => {
  const { minutes } = await together(3000, {});
  expect(minutes).toBeLessThan(2.05);
});

it("has at most 20 calls without an answer", async () => {
  expect((await together(100, { perMinute: 100_000 }, 5_000)).most).toBe(20);
});

/** A key that allows `allowed` calls in any minute, and `processes` that do not know of each other. */
const sharing = async (processes: number, callsEach: number, allowed: number, retryAfter: boolean) => {
  const time = new VirtualTime();
  const accepted: number[] = [];
  let refused = 0;
  let worst = 0;
  const call = (limiter: Limiter) =>
    limiter.run(async () => {
      await time.sleep(50);
      while (accepted[0] !== undefined && accepted[0] <= time.now() - MINUTE) accepted.shift();
      const free = accepted.length < allowed;
      if (free) accepted.push(time.now());
      else refused++;
      await time.sleep(50);
      return free;
    });
  const persistent = async (limiter: Limiter) => {
    for (let refusals = 0; ; refusals++) {
      worst = Math.max(worst, refusals);
      if (await call(limiter)) return;
      const wait = (accepted[0] ?? 0) + MINUTE - time.now();
      limiter.pause(retryAfter ? Math.ceil(wait / 1000) * 1000 : Math.min(MINUTE, 2000 * 2 ** refusals));
      await time.sleep(500);
    }
  };
  const jobs = Array.from({ length: processes }, () => {
    const limiter = new Limiter({ now: time.now, sleep: time.sleep });
    return Array.from({ length: callsEach }, () => persistent(limiter));
  });
  await time.run(Promise.all(jobs.flat()));
  return { refused, worst, minutes: time.now() / MINUTE };
};

it.each([
  ["that says when to come back", true],
  ["that says nothing", false],
])("comes to share one key %s with other processes", async (_key, retryAfter) => {
  const { refused, worst, minutes } = await sharing(4, 2000, 2000, retryAfter);
  expect(worst).toBeLessThanOrEqual(8); // 10 tries are made before a resource fails
  expect(refused / 8000).toBeLessThan(0.1);
  expect(minutes).toBeLessThan(5); // 3 at least
});
