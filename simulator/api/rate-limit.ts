/** Requests per key. */
export interface RateLimits {
  /** @default 2000, Snyk's documented limit of V1 */
  readonly v1PerMinute?: number;
  /** @default 1620, Snyk's documented limit of REST */
  readonly restPerMinute?: number;
  /** @default 160, seen in `X-RateLimit-Limit` of Snyk's REST API */
  readonly restPerSecond?: number;
}

/** How busy the simulator was, since its start or the last `clear`. */
export interface RateFigures {
  /** Most requests in any 60 seconds, refused ones included, all keys together. */
  readonly maxPerMinute: Readonly<Record<Api, number>>;
  /** Most requests that were unanswered at one time. */
  readonly maxInFlight: number;
  /** Requests that were answered 429, by the limit or by a fault. */
  readonly refused: number;
  /** How often a key went over a limit and had to rest. */
  readonly blocks: number;
  /** How many of these rests a key has made longer: it went on calling, with more than the calls that were under way. */
  readonly prolonged: number;
  /** All requests. */
  readonly requests: number;
}

interface Window {
  readonly limit: number;
  readonly ms: number;
}

/** The two APIs, each with a limit of its own. */
export type Api = "v1" | "rest";

/** A key that is blocked, or was. */
interface Block {
  /** How long it has to make no request. */
  readonly ms: number;
  readonly began: number;
  /** As things stand. */
  until: number;
  prolonged: boolean;
}

const MINUTE = 60_000;
/** Requests this much later than a block's first refusal were not under way then. Milliseconds. */
const UNDER_WAY = 5_000;

/** Sliding windows per key, and the figures over all keys. */
export class RateLimiter {
  readonly #windows: Readonly<Record<Api, readonly Window[]>>;
  /** Times of accepted requests by API and key, oldest first. */
  readonly #accepted = new Map<string, number[]>();
  /** The keys that are refused until they rest: for how long, and until when as things stand. */
  readonly #blocked = new Map<string, Block>();
  #recent: Record<Api, number[]> = { v1: [], rest: [] };
  #figures = { v1: 0, rest: 0, maxInFlight: 0, refused: 0, blocks: 0, prolonged: 0, requests: 0 };
  #inFlight = 0;

  constructor({ v1PerMinute = 2000, restPerMinute = 1620, restPerSecond = 160 }: RateLimits = {}) {
    this.#windows = {
      v1: [{ limit: v1PerMinute, ms: MINUTE }],
      rest: [
        { limit: restPerSecond, ms: 1000 },
        { limit: restPerMinute, ms: MINUTE },
      ],
    };
  }

  /** Notes a request's arrival. @returns what to call when it is over. */
  begin(api: Api, now: number): () => void {
    const recent = this.#recent[api];
    recent.push(now);
    forget(recent, now - MINUTE);
    this.#figures[api] = Math.max(this.#figures[api], recent.length);
    this.#figures.requests++;
    this.#figures.maxInFlight = Math.max(this.#figures.maxInFlight, ++this.#inFlight);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#inFlight--;
    };
  }

  /**
   * Asks to let one request of the key through.
   * @param rests whether a key that is over its limit is refused until it has made no request for the limit's whole
   *   interval, each further request counting anew; else until the oldest requests are as old as that
   * @returns 0 when it may pass, else the milliseconds after which the next one may.
   */
  take(api: Api, key: string, now: number, rests: boolean): number {
    const id = `${api} ${key}`;
    if (rests && now < (this.#blocked.get(id)?.until ?? 0)) return this.#block(id, now);
    const times = this.#accepted.get(id) ?? [];
    this.#accepted.set(id, times);
    forget(times, now - MINUTE);
    for (const { limit, ms } of this.#windows[api]) {
      const first = times.findIndex((time) => time > now - ms);
      const used = first === -1 ? 0 : times.length - first;
      if (used < limit) continue;
      if (!rests) return Math.max(1, (times[times.length - limit] ?? now) + ms - now);
      this.#blocked.set(id, { ms, began: now, until: now, prolonged: false });
      this.#figures.blocks++;
      return this.#block(id, now);
    }
    times.push(now);
    return 0;
  }

  /** Every request makes the rest begin anew. */
  #block(id: string, now: number): number {
    const block = this.#blocked.get(id);
    if (block === undefined) return 0;
    block.until = now + block.ms;
    if (!block.prolonged && now - block.began > UNDER_WAY) {
      block.prolonged = true;
      this.#figures.prolonged++;
    }
    return block.ms;
  }

  noteRefused(): void {
    this.#figures.refused++;
  }

  /** REST announces its limits in every answer: several windows in one header value. */
  headers(api: Api, key: string, now: number): Record<string, string> {
    const windows = this.#windows[api];
    const smallest = windows[0];
    if (api === "v1" || !smallest) return {};
    const id = `${api} ${key}`;
    const used = (this.#accepted.get(id) ?? []).filter((time) => time > now - smallest.ms).length;
    const block = this.#blocked.get(id);
    const resetMs = block !== undefined && now < block.until ? block.ms : smallest.ms;
    return {
      "x-ratelimit-limit": [
        smallest.limit,
        ...windows.map(({ limit, ms }) => `${limit};w=${ms / 1000}`),
      ].join(", "),
      "x-ratelimit-remaining": String(Math.max(0, smallest.limit - used)),
      "x-ratelimit-reset": String(resetMs / 1000),
    };
  }

  figures(): RateFigures {
    const { v1, rest, ...figures } = this.#figures;
    return { maxPerMinute: { v1, rest }, ...figures };
  }

  /** Starts the figures anew; the windows of the keys stay. */
  clear(): void {
    this.#recent = { v1: [], rest: [] };
    this.#figures = {
      v1: 0,
      rest: 0,
      maxInFlight: this.#inFlight,
      refused: 0,
      blocks: 0,
      prolonged: 0,
      requests: 0,
    };
  }
}

/** Drops the times up to `before` from the front. */
function forget(times: number[], before: number): void {
  const keep = times.findIndex((time) => time > before);
  times.splice(0, keep === -1 ? times.length : keep);
}
