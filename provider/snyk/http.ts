import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios, {
  type AxiosAdapter,
  type AxiosError,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  isAxiosError,
} from "axios";
import axiosRetry from "axios-retry";
import type { z } from "zod";
import {
  type AccessToken,
  type Authorization,
  authorizationOf,
  type Client,
  type Credentials,
} from "./authorization";
import type { EndOfLife } from "./end-of-life";
import { type Attempt, type Failure, type Problem, SnykApiError } from "./errors";
import type { Limiters } from "./limiter";
import { Patience } from "./patience";
import {
  backOff,
  mayRepeat,
  pauseAfter429,
  type Repeat,
  surelyNotSent,
  toldPause,
  TRIES_AFTER_429,
} from "./retry";
import { refusedCredentials } from "./refused-credentials";
import { accessToken } from "./schemas";

/** How to reach the API as one principal. */
export interface HttpOptions {
  /** Origin, such as `https://api.snyk.io`. */
  readonly origin: string;
  readonly credentials: Credentials;
  /** The name of the place that they were read from, for people. @default "snyk-broker:apiToken" or "…:clientSecret" */
  readonly credentialsFrom?: string;
  readonly limiters: Limiters;
  /** Milliseconds that an operation may spend on calls without an answer, all tries together. @default 25000 */
  readonly patienceMs?: number;
  /** Gets every answer. @default nobody is told of calls that will end */
  readonly endOfLife?: EndOfLife;
  /** Milliseconds before a further try. */
  readonly backOff?: (attempt: number) => number;
}

/** A parameter with several values is sent several times. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** One call: what it is for people, and what it is for HTTP. */
export interface ApiCall<T> extends Attempt {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Path with `/v1` or `/rest`. */
  readonly path: string;
  readonly query?: Query;
  /** JSON, or a form. */
  readonly body?: unknown;
  readonly repeat: Repeat;
  readonly answer: z.ZodType<T>;
  /** For the call that gets an access token. @default false */
  readonly anonymous?: boolean;
  /** For what is only good to know: one try, given up with this, also while it waits for the rate limit. @default never */
  readonly giveUp?: AbortSignal | undefined;
}

/** How the calls so far stand to Snyk's rate limits. */
export interface RateLimitSeen {
  /** Answers "too many requests", after which the call was repeated. */
  readonly refusals: number;
  /** What the newest answer announced; V1 announces nothing. */
  readonly announced: { readonly limit: number; readonly remaining: number } | undefined;
}

/**
 * Calls Snyk: authenticated, rate-limited, with deadlines, repeated where that is safe. Proxies (`HTTPS_PROXY`,
 * `NO_PROXY`) are axios's, extra authorities (`NODE_EXTRA_CA_CERTS`) are Node's.
 */
export class SnykHttp {
  readonly #axios: AxiosInstance;
  #refusals = 0;
  #announced: RateLimitSeen["announced"];
  readonly #options: HttpOptions;
  readonly #authorization: Authorization;

  constructor(options: HttpOptions) {
    const { origin, credentials } = options;
    this.#options = options;
    this.#authorization = authorizationOf(credentials, (client) => this.#accessToken(client));
    this.#axios = axios.create({
      baseURL: origin,
      maxRedirects: 0,
      paramsSerializer: { indexes: null },
      maxContentLength: 16 * 1024 * 1024,
      headers: {
        accept: "application/json",
        "user-agent": "pulumi-snyk-broker",
      },
    });
    axiosRetry(this.#axios, { retries: TRIES_AFTER_429, shouldResetTimeout: true });
  }

  /** The time that one operation has for calls without an answer; hand it to every `send` of the operation. */
  newPatience(): Patience {
    return new Patience(this.#options.patienceMs ?? 25_000);
  }

  /** @throws SnykApiError, and nothing else. */
  async send<T>(call: ApiCall<T>, patience: Patience = this.newPatience()): Promise<T> {
    if (patience.isOver) throw new SnykApiError(call, { ...patience.spentOn, outcome: "not-sent" });
    const response = await unlessGivenUp(call, this.#request(call, patience)).catch((error: unknown) => {
      if (error instanceof SnykApiError) throw error; // no access token, for a reason of its own
      const failure = failureOf(error);
      if (!wasAnswered(error)) patience.spentOn = { problem: failure.problem, detail: failure.detail };
      throw new SnykApiError(call, this.#explained(failure));
    });
    this.#announced = announcedIn(response) ?? this.#announced;
    this.#options.endOfLife?.heed(call.what, response);
    const answer = call.answer.safeParse(response.data);
    if (answer.success) return answer.data;
    const field = answer.error.issues[0]?.path.map(fieldName).join(".") || "the whole answer";
    throw new SnykApiError(call, {
      problem: "malformed",
      outcome: "unknown",
      status: response.status,
      requestId: requestIdOf(response),
      detail: `does not fit: ${field}`,
    });
  }

  async #accessToken(client: Client): Promise<AccessToken> {
    const call = tokenRequest(client);
    return this.send(call).catch((error: unknown) => {
      // OAuth's own refusal of a client is a 400 or a 401.
      if (!(error instanceof SnykApiError) || error.outcome !== "refused" || error.problem === "rate-limited")
        throw error;
      const { status, requestId } = error;
      throw new SnykApiError(
        call,
        this.#explained({ problem: "unauthorized", outcome: "refused", status, requestId }),
      );
    });
  }

  #explained(failure: Failure): Failure {
    const { credentials, credentialsFrom, origin } = this.#options;
    const isKey = "apiKey" in credentials;
    if (failure.problem === "unauthorized") {
      const place = credentialsFrom ?? `snyk-broker:${isKey ? "apiToken" : "clientSecret"}`;
      return { ...failure, credentials: refusedCredentials(credentials, origin, place) };
    }
    return { ...failure, principal: isKey ? "API key" : "service account" };
  }

  /** Once: a token that has just come and is refused as well is no matter of time. */
  #hasNewToken({ response, config }: AxiosError, tries: number): boolean {
    const header: unknown = config?.headers.get("authorization");
    return (
      response?.status === 401 &&
      tries === 0 &&
      typeof header === "string" &&
      this.#authorization.refused(header)
    );
  }

  get rateLimit(): RateLimitSeen {
    return { refusals: this.#refusals, announced: this.#announced };
  }

  #request(call: ApiCall<unknown>, patience: Patience): Promise<AxiosResponse<unknown>> {
    const limiter = this.#options.limiters[call.path.startsWith("/rest/") ? "rest" : "v1"];
    const send = axios.getAdapter("http");
    return this.#axios.request<unknown>({
      method: call.method,
      url: call.path,
      params: call.query,
      data: call.body,
      headers: contentType(call.body),
      // A kept-alive connection may be closed under a request; for a call that must not be repeated that would
      // leave its effect unknown.
      ...(call.repeat === "once" && {
        httpAgent: new HttpAgent({ keepAlive: false }),
        httpsAgent: new HttpsAgent({ keepAlive: false }),
      }),
      adapter: async (config) => {
        if (call.anonymous !== true) config.headers.set("authorization", await this.#authorization.header());
        return limiter.run(async () => {
          if (call.giveUp?.aborted) throw new axios.CanceledError(); // nobody waits for it any more
          return patience.during(call.repeat, (ms) => answerWithin(ms, send, config), wasAnswered);
        });
      },
      "axios-retry": {
        retryCondition: (error) => {
          const tries = error.config?.["axios-retry"]?.retryCount ?? 0;
          if (this.#hasNewToken(error, tries)) return true;
          if (call.giveUp !== undefined) return false;
          return (wasAnswered(error) || !patience.isOver) && mayRepeat(error, call.repeat, tries);
        },
        retryDelay: (attempt, error) => {
          if (error.response?.status === 429) {
            this.#refusals += 1;
            limiter.pause(pauseAfter429(toldPause(error)));
          }
          const ms = (this.#options.backOff ?? backOff)(attempt);
          return wasAnswered(error) ? ms : patience.forWaiting(ms);
        },
      },
    });
  }
}

/** @see https://docs.snyk.io/implementation-and-setup/enterprise-setup/service-accounts/service-accounts-using-oauth-2.0 */
function tokenRequest({ clientId, clientSecret }: Client): ApiCall<AccessToken> {
  return {
    what: "sign in as the service account",
    permission: "View Organization",
    method: "POST",
    path: "/oauth2/token",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    }),
    repeat: "idempotent",
    answer: accessToken,
    anonymous: true,
  };
}

function contentType(body: unknown): Readonly<Record<string, string>> {
  if (body === undefined) return {};
  if (body instanceof URLSearchParams) return { "content-type": "application/x-www-form-urlencoded" };
  return { "content-type": "application/json; charset=utf-8" };
}

/**
 * Gives up on an answer that is not complete in time; axios's own `timeout` starts anew with every byte. The signal
 * stays out of the request's configuration, where it would end every further try as well.
 */
async function answerWithin(
  ms: number,
  send: AxiosAdapter,
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse> {
  try {
    return await send({ ...config, signal: AbortSignal.timeout(ms) });
  } catch (error) {
    if (isAxiosError(error)) error.config = config;
    throw error;
  }
}

/** A call that waits for the rate limit is not under way yet: nothing else ends that wait. */
async function unlessGivenUp<T>(call: ApiCall<unknown>, answer: Promise<T>): Promise<T> {
  const { giveUp } = call;
  if (giveUp === undefined) return answer;
  let stop: () => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    stop = () => reject(new SnykApiError(call, { problem: "timeout", outcome: "unknown" }));
    giveUp.addEventListener("abort", stop, { once: true });
    if (giveUp.aborted) stop();
  });
  return Promise.race([answer, givenUp]).finally(() => giveUp.removeEventListener("abort", stop));
}

function wasAnswered(error: unknown): boolean {
  return isAxiosError(error) && error.response !== undefined;
}

/** The keys of an answer are Snyk's words too: only what looks like a name of a field or a type is repeated. */
function fieldName(part: PropertyKey): string {
  return /^([A-Za-z_-]{1,40}|\d{1,6})$/.test(String(part)) ? String(part) : "…";
}

function failureOf(error: unknown): Failure {
  if (!isAxiosError(error)) return { problem: "malformed", outcome: "unknown", detail: "unexpected failure" };
  const { response } = error;
  if (response === undefined) return transportFailure(error);
  return { ...judge(response), status: response.status, requestId: requestIdOf(response) };
}

/**
 * What an answer says about the call. Snyk's refusals have no effect. A 5xx may come after it; a page for people is a
 * proxy's, and must not be taken for Snyk's "no token is provisional".
 */
function judge({ status, data }: AxiosResponse<unknown>): Pick<Failure, "problem" | "outcome"> {
  if (status === 407) return { problem: "unreachable", outcome: "not-sent" };
  if (status === 408) return { problem: "timeout", outcome: "unknown" };
  if (status >= 500) return { problem: "server", outcome: "unknown" };
  const isPage = typeof data === "string" && data.trimStart().startsWith("<");
  if (status < 400 || isPage) return { problem: "malformed", outcome: "unknown" };
  return { problem: refusalOf(status), outcome: "refused" };
}

function transportFailure(error: AxiosError): Failure {
  if (surelyNotSent(error)) return { problem: "unreachable", outcome: "not-sent", detail: error.code };
  if (error.code === "ERR_CANCELED") return { problem: "timeout", outcome: "unknown" };
  const problem = error.code === "ETIMEDOUT" ? "timeout" : "unreachable";
  return { problem, outcome: "unknown", detail: error.code };
}

function refusalOf(status: number): Problem {
  if (status === 401) return "unauthorized";
  if (status === 403) return "forbidden";
  if (status === 404) return "not-found";
  if (status === 410) return "ended";
  return status === 429 ? "rate-limited" : "conflict";
}

function requestIdOf(response: AxiosResponse): string | undefined {
  for (const name of ["x-error-reference", "snyk-request-id"]) {
    const value: unknown = response.headers[name];
    if (typeof value === "string" && /^[\w-]{1,64}$/.test(value)) return value;
  }
  return undefined;
}

/** Snyk's limit may list several windows, such as `160, 160;w=1, 1620;w=60`: the first number is what remains of. */
function announcedIn({ headers }: AxiosResponse): RateLimitSeen["announced"] {
  const [limit, remaining] = ["limit", "remaining"].map((name) =>
    Number.parseInt(String(headers[`x-ratelimit-${name}`]), 10),
  );
  const usable = limit !== undefined && remaining !== undefined && limit > 0 && remaining >= 0;
  return usable ? { limit, remaining } : undefined;
}
