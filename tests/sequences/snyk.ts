import axios, {
  AxiosError,
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from "axios";
import type { Request, Response } from "express";
import { provisionalTokenOf } from "../../simulator/snyk/tokens";
import type { ServedCall } from "../../simulator/api/call";
import { AccessTokens } from "../../simulator/snyk/access-tokens";
import { Clock } from "../../simulator/snyk/clock";
import { type DispatchServices, dispatch } from "../../simulator/api/dispatch";
import { Faults } from "../../simulator/api/faults";
import type { Integration } from "../../simulator/snyk/model";
import { RateLimiter } from "../../simulator/api/rate-limit";
import { RequestLog } from "../../simulator/api/request-log";
import { REST_CALLS } from "../../simulator/api/rest";
import { stateOf } from "../../simulator/snyk/seed";
import { Settings, type SimulatorSettings } from "../../simulator/snyk/settings";
import { Store } from "../../simulator/snyk/store";
import { V1_CALLS } from "../../simulator/api/v1";
import { WebUi } from "../../simulator/web-ui";

const ORIGIN = "http://snyk.invalid";
const KEY = "a0000000-0000-4000-8000-00000000000a";
const UNLIMITED = { v1PerMinute: 1e9, restPerMinute: 1e9, restPerSecond: 1e9 };

/** The organizations of every sequence: one group. */
export const ORGS = [1, 2, 3].map((number) => `a0000000-0000-4000-8000-00000000000${number}`);
export const TYPES = ["gitlab", "github-enterprise"] as const;

/** What may be asked for by the rest of a sequence: one integration of a type in an organization. */
export interface ModelPlace {
  readonly orgId: string;
  readonly type: string;
}

/**
 * The simulator without a network, one for each sequence: thousands of sequences would otherwise spend their time on
 * sockets. All of our client is used but Node's HTTP, and all of the simulator but Express.
 */
export class InProcessSnyk {
  readonly origin = ORIGIN;
  readonly apiKey = KEY;
  readonly faults = new Faults();
  readonly log = new RequestLog();
  readonly #services: DispatchServices;
  readonly #webUi: WebUi;

  constructor(settings: Partial<SimulatorSettings>) {
    const clock = new Clock();
    const seed = {
      groups: [{ name: "Acme", orgs: ORGS.map((id, index) => ({ id, name: `Org ${index}` })) }],
      keys: [{ name: "admin", key: KEY }],
    };
    const store = Store.open(() => stateOf(seed, clock.timestamp()));
    const world = { store, clock, settings: new Settings(settings), url: () => ORIGIN };
    this.#services = {
      ...world,
      faults: this.faults,
      log: this.log,
      rate: new RateLimiter(UNLIMITED),
      accessTokens: new AccessTokens(),
    };
    this.#webUi = new WebUi(world);
  }

  get settings(): SimulatorSettings {
    return this.#services.settings.get();
  }

  /** The live token of a place whose Broker is on. */
  live(place: ModelPlace): string | undefined {
    return this.#at(place)?.liveToken;
  }

  /** A token that was provisioned there and not switched to; not one that a switch has left behind. */
  provisional(place: ModelPlace): string | undefined {
    const found = this.#at(place);
    if (found?.provisionalToken?.origin !== "provisioned") return undefined;
    return provisionalTokenOf(this.#services, found);
  }

  /** The places whose Broker is on with `token`. */
  placesOn(token: string): readonly ModelPlace[] {
    return this.#services.store.integrations.filter(({ liveToken }) => liveToken === token);
  }

  /** Where an integration is. */
  placeOf(integrationId: string): ModelPlace | undefined {
    return this.#services.store.integration(integrationId);
  }

  /** Somebody does it in the web UI. */
  turnOff(place: ModelPlace): void {
    const found = this.#at(place);
    if (found?.brokered) this.#webUi.turnBrokerOff(found.id);
  }

  /** Somebody does it with Snyk's tool. */
  moveToUniversal(place: ModelPlace): void {
    const found = this.#at(place);
    if (found) this.#webUi.moveToUniversal(found.id);
  }

  /** Whether it goes through the Universal Broker. */
  isUniversal(place: ModelPlace): boolean {
    return this.#at(place)?.universal !== undefined;
  }

  #at({ orgId, type }: ModelPlace): Integration | undefined {
    return this.#services.store.integrationByType(orgId, type);
  }

  /** Answers one request, as the HTTP adapter of axios would with the simulator behind it. */
  readonly adapter: AxiosAdapter = async (config) => {
    const url = new URL(axios.getUri(config));
    const [call, params] = routeOf(config.method ?? "get", url.pathname);
    const { answer, reset } = await new Promise<Outcome>((resolve, reject) => {
      const headers: Record<string, string> = { authorization: `token ${KEY}` };
      const request = {
        method: config.method?.toUpperCase(),
        params,
        body: config.data as unknown,
        originalUrl: `${url.pathname}${url.search}`,
        get: (name: string) => headers[name],
        socket: { resetAndDestroy: () => resolve({ reset: true }) },
      };
      dispatch(this.#services, call)(
        request as unknown as Request,
        new Reply(resolve) as unknown as Response,
      ).catch(reject);
    });
    if (reset || !answer) throw new AxiosError("reset", "ECONNRESET", config, {});
    return accepted(answer, config);
  };
}

interface Outcome {
  readonly answer?: Pick<AxiosResponse, "status" | "data" | "headers">;
  readonly reset?: boolean;
}

/** As much of an Express response as the simulator uses. */
class Reply {
  readonly destroyed = false;
  readonly #done: (outcome: Outcome) => void;
  readonly #headers: Record<string, string> = {};
  #status = 200;

  constructor(done: (outcome: Outcome) => void) {
    this.#done = done;
  }

  once(): this {
    return this;
  }

  status(status: number): this {
    this.#status = status;
    return this;
  }

  set(name: string | Record<string, string>, value = ""): this {
    Object.assign(this.#headers, typeof name === "string" ? { [name]: value } : name);
    return this;
  }

  type(): this {
    return this;
  }

  json(body: unknown): void {
    this.send(JSON.stringify(body));
  }

  send(data: string): void {
    this.#done({ answer: { status: this.#status, data, headers: this.#headers } });
  }

  end(): void {
    this.send("");
  }
}

function accepted(
  answer: Pick<AxiosResponse, "status" | "data" | "headers">,
  config: InternalAxiosRequestConfig,
): AxiosResponse {
  const response = { ...answer, statusText: "", config };
  if (answer.status < 300) return response;
  throw new AxiosError(`status ${answer.status}`, "ERR_BAD_REQUEST", config, {}, response);
}

const ROUTES = [...V1_CALLS, ...REST_CALLS].map((call) => ({
  call,
  path: new RegExp(`^/${call.api}${call.path.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
}));

function routeOf(method: string, path: string): [ServedCall, Record<string, string>] {
  for (const { call, path: pattern } of ROUTES) {
    const match = call.method === method.toLowerCase() ? pattern.exec(path) : null;
    if (match) return [call, { ...match.groups }];
  }
  throw new Error(`no route for ${method} ${path}`);
}

/** Sends what the provider's client sends to `current` from now on. @returns what undoes it */
export function withoutNetwork(current: () => InProcessSnyk): () => void {
  const former = Object.getOwnPropertyDescriptor(axios, "getAdapter") ?? {};
  axios.getAdapter = () => (config) => current().adapter(config);
  return () => {
    Object.defineProperty(axios, "getAdapter", former);
  };
}
