import type { AxiosError } from "axios";
import { retryAfter } from "axios-retry";

/**
 * How far a call may be repeated by itself. `idempotent`: whenever it failed for a passing reason. `once`: only when
 * it surely had no effect, that is, it was not sent or was answered with 429.
 */
export type Repeat = "idempotent" | "once";

/** @see https://nodejs.org/api/errors.html#common-system-errors and the codes of Node's TLS and DNS modules */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);
const CERTIFICATE_REFUSED = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;
const TLS_CODE = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * Whether the request surely never reached Snyk: no connection, or one whose certificate we refused. A route that is
 * lost, or a TLS error, may also come after the request.
 */
export function surelyNotSent(error: AxiosError): boolean {
  if (error.response !== undefined || error.code === undefined) return false;
  if (NOT_SENT.has(error.code) || CERTIFICATE_REFUSED.test(error.code)) return true;
  const { cause }: { cause?: unknown } = error;
  return typeof cause === "object" && cause !== null && "syscall" in cause && cause.syscall === "connect";
}

/** Whether the certificate was the trouble: another try meets the same one. */
function isTlsRefusal(error: AxiosError): boolean {
  return TLS_CODE.test(error.code ?? "");
}

/** Further tries after a 429: other jobs may use the same key, and Snyk counts by the minute. */
export const TRIES_AFTER_429 = 10;
/** Further tries after any other passing failure. */
const TRIES_AFTER_FAILURE = 4;

/** Whether `error`, after `tries` further tries, is worth another one under `repeat`. */
export function mayRepeat(error: AxiosError, repeat: Repeat, tries: number): boolean {
  if (error.response?.status === 429) return tries < TRIES_AFTER_429;
  if (tries >= TRIES_AFTER_FAILURE || isTlsRefusal(error)) return false;
  if (surelyNotSent(error)) return true;
  if (repeat === "once") return false;
  return error.response === undefined || error.response.status >= 500;
}

/** Snyk counts by the minute; a time beyond this is taken for this. Milliseconds. */
const LONGEST_PAUSE = 5 * 60_000;
/** Snyk answers 429 until the calls of a key have stopped for this long: shorter pauses keep it refusing. */
const REST = 60_000;
/** Processes that were refused together come back one after the other, within this time. Milliseconds. */
const SPREAD = 10_000;

/**
 * Milliseconds to hold back all calls of the budget after a 429: what Snyk says, else a whole minute, and some time more,
 * for other processes do the same.
 * @param toldMs what the answer says, 0 where it says nothing
 * @see https://docs.snyk.io/snyk-api/rest-api/about-the-rest-api, "Rate limiting"
 */
export function pauseAfter429(toldMs: number, random: () => number = Math.random): number {
  if (toldMs > 0) return Math.min(LONGEST_PAUSE, toldMs) + random() * Math.min(SPREAD, toldMs / 10);
  return REST + random() * SPREAD;
}

/**
 * When an answer allows the next call, milliseconds from now: `Retry-After`, else `X-RateLimit-Reset`, which is seconds.
 * 0 where it says neither.
 */
export function toldPause(error: AxiosError): number {
  const told = retryAfter(error);
  if (told > 0) return told;
  const reset = Number(error.response?.headers["x-ratelimit-reset"]);
  return Number.isFinite(reset) && reset > 0 ? reset * 1000 : 0;
}

/** Milliseconds before try `attempt` (1, 2, …): up to 0.5 s doubled with every try, at most 30 s, evenly spread. */
export function backOff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(30_000, 500 * 2 ** attempt);
}
