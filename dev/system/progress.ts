const EVERY_MS = 15_000;

/** Takes one line of progress, without a line break. */
export type Log = (line: string) => void;

/** What a progress report needs of the machine; tests bring their own. */
export interface ProgressClock {
  now(): number;
  every(ms: number, report: () => void): () => void;
}

/**
 * Says what starts, then every 15 s that it still goes on. `work` may hand over a detail ("312 packages") that
 * those later lines carry.
 */
export async function withProgress<T>(
  log: Log,
  title: string,
  work: (detail: (text: string) => void) => Promise<T>,
  clock: ProgressClock = wallClock,
): Promise<T> {
  const start = clock.now();
  let detail = "";
  log(`${title} …`);
  const stop = clock.every(EVERY_MS, () =>
    log(`${title}: ${seconds(clock.now() - start)}${detail && `, ${detail}`} …`),
  );
  try {
    return await work((text) => (detail = text));
  } finally {
    stop();
  }
}

/** "0.4 s", "59 s", "2 min 5 s" */
export function seconds(ms: number): string {
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const wallClock: ProgressClock = {
  now: Date.now,
  every: (ms, report) => {
    const timer = setInterval(report, ms);
    return () => clearInterval(timer);
  },
};
