import { AxiosError } from "axios";
import { backOff, mayRepeat, pauseAfter429, surelyNotSent } from "../../../provider/snyk/retry";

interface Cause {
  readonly code: string;
  readonly syscall?: string;
}
/** As axios makes it: code and cause of the system's error. */
function transport({ code, syscall }: Cause): AxiosError {
  const cause = Object.assign(new Error(code), { code, syscall });
  return Object.assign(new AxiosError(code, code), { cause });
}
function answered(status: number): AxiosError {
  const response = { status, data: "", statusText: "", headers: {}, config: {} };
  return new AxiosError("answered", "ERR_BAD_RESPONSE", undefined, undefined, response as never);
}

describe("a request was surely not sent", () => {
  it.each<[string, Cause]>([
    ["nobody listens", { code: "ECONNREFUSED", syscall: "connect" }],
    ["the name is not known", { code: "ENOTFOUND", syscall: "getaddrinfo" }],
    ["the name server does not answer", { code: "EAI_AGAIN", syscall: "getaddrinfo" }],
    ["the connection took too long", { code: "ETIMEDOUT", syscall: "connect" }],
    ["there is no route", { code: "EHOSTUNREACH", syscall: "connect" }],
    ["there is no network", { code: "ENETUNREACH", syscall: "connect" }],
    ["the certificate has expired", { code: "CERT_HAS_EXPIRED" }],
    ["the certificate is nobody's", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }],
    ["the certificate is for another host", { code: "ERR_TLS_CERT_ALTNAME_INVALID" }],
    ["the authority is not known", { code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" }],
  ])("when %s", (_, cause) => {
    expect(surelyNotSent(transport(cause))).toBe(true);
  });

  it.each<[string, Cause]>([
    ["the connection was reset", { code: "ECONNRESET", syscall: "read" }],
    ["the other side hung up", { code: "ECONNRESET" }],
    ["the pipe broke", { code: "EPIPE", syscall: "write" }],
    ["no answer came in time", { code: "ERR_CANCELED" }],
    ["an open connection timed out", { code: "ETIMEDOUT", syscall: "read" }],
    ["the route was lost later", { code: "EHOSTUNREACH", syscall: "read" }],
    ["the network was lost later", { code: "ENETUNREACH", syscall: "write" }],
    ["TLS broke in the middle", { code: "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC" }],
    ["nobody knows", { code: "ERR_UNKNOWN" }],
  ])("not when %s", (_, cause) => {
    expect(surelyNotSent(transport(cause))).toBe(false);
  });

  it("not when there is an answer", () => {
    expect(surelyNotSent(answered(503))).toBe(false);
  });
});

describe("a further try", () => {
  const refused = transport({ code: "ECONNREFUSED", syscall: "connect" });
  const reset = transport({ code: "ECONNRESET", syscall: "read" });

  it.each([
    ["reset", reset, true, false],
    ["500", answered(500), true, false],
    ["503", answered(503), true, false],
    ["not sent", refused, true, true],
    ["429", answered(429), true, true],
    ["400", answered(400), false, false],
    ["401", answered(401), false, false],
    ["403", answered(403), false, false],
    ["404", answered(404), false, false],
    ["409", answered(409), false, false],
    ["302", answered(302), false, false],
    ["a refused certificate", transport({ code: "CERT_HAS_EXPIRED" }), false, false],
  ])("after %s", (_, error, idempotent, once) => {
    expect([mayRepeat(error, "idempotent", 0), mayRepeat(error, "once", 0)]).toEqual([idempotent, once]);
  });

  it("has an end", () => {
    expect([3, 4].map((tries) => mayRepeat(reset, "idempotent", tries))).toEqual([true, false]);
    expect([9, 10].map((tries) => mayRepeat(answered(429), "once", tries))).toEqual([true, false]);
  });
});

describe("a pause after 429", () => {
  it("is what Snyk says, but no more than five minutes", () => {
    expect([1_000, 60_000, 300_000, 86_400_000].map((ms) => pauseAfter429(ms, () => 0))).toEqual([
      1_000, 60_000, 300_000, 300_000,
    ]);
  });

  it("is the whole minute that Snyk wants a key to rest, where it says nothing", () => {
    expect(pauseAfter429(0, () => 0)).toBe(60_000);
  });

  it("ends at different times in processes that were refused together", () => {
    expect([0, 5_000, 60_000].map((ms) => pauseAfter429(ms, () => 1))).toEqual([70_000, 5_500, 66_000]);
  });
});

it("back-off is spread evenly up to a bound that doubles, at most 30 s", () => {
  expect([1, 2, 3, 20].map((attempt) => backOff(attempt, () => 1))).toEqual([1_000, 2_000, 4_000, 30_000]);
  expect(backOff(5, () => 0)).toBe(0);
});
