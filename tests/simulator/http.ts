import axios, { type AxiosRequestConfig } from "axios";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../simulator";
import { integrationAnswer, provisionAnswer } from "./answers";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** A schema of answers.ts reads it. */
  readonly data: unknown;
}

export interface Client {
  get(url: string, config?: AxiosRequestConfig): Promise<HttpAnswer>;
  delete(url: string, config?: AxiosRequestConfig): Promise<HttpAnswer>;
  post(url: string, body?: unknown, config?: AxiosRequestConfig): Promise<HttpAnswer>;
  put(url: string, body?: unknown, config?: AxiosRequestConfig): Promise<HttpAnswer>;
  patch(url: string, body?: unknown, config?: AxiosRequestConfig): Promise<HttpAnswer>;
}

/** A client that throws for no status, so that a test can look at every answer. */
export function clientOf({ url, adminKey }: Place, authorization = `token ${adminKey}`): Client {
  return axios.create({
    baseURL: url,
    headers: authorization === "" ? {} : { authorization },
    validateStatus: () => true,
    proxy: false,
    timeout: 20_000,
  });
}

type Place = Pick<Simulator, "url" | "adminKey">;

export interface Started {
  readonly simulator: Simulator;
  readonly http: Client;
  /** The first organization of the default seed. */
  readonly org: string;
  /** The second one, of the same group. */
  readonly sister: string;
  /** One of another group. */
  readonly stranger: string;
}

const running: Simulator[] = [];

/** Starts a simulator that `stopAll` ends. */
export async function start(options: SimulatorOptions = {}): Promise<Started> {
  const simulator = await startSimulator(options);
  running.push(simulator);
  const [org, sister, , stranger] = simulator.orgs;
  if (!org || !sister || !stranger) throw new Error("the default seed has four organizations");
  return { simulator, http: clientOf(simulator), org: org.id, sister: sister.id, stranger: stranger.id };
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}

export const enableBody = (type: string) => ({ type, broker: { enabled: true } });

export const disableBody = (type: string) => ({
  type,
  broker: { enabled: false },
  credentials: { token: "" },
});

/** Creates a brokered integration. */
export async function brokered(
  { http, org }: Pick<Started, "http" | "org">,
  type = "gitlab",
): Promise<Brokered> {
  const response = await http.post(`/v1/org/${org}/integrations`, enableBody(type));
  if (response.status !== 200) throw new Error(`enabling ${type} answered ${response.status}`);
  const { id, brokerToken } = integrationAnswer.required().parse(response.data);
  return { id, token: brokerToken, url: `/v1/org/${org}/integrations/${id}` };
}

export interface Brokered {
  readonly id: string;
  readonly token: string;
  /** Of the integration, to which `/clone` and the like are added. */
  readonly url: string;
}

/** @returns the provisional token. */
export async function provisioned({ http }: Pick<Started, "http">, { url }: Brokered): Promise<string> {
  const { data } = await http.post(`${url}/authentication/provision-token`);
  return provisionAnswer.parse(data).provisionalBrokerToken;
}
