import { setTimeout as sleep } from "node:timers/promises";
import { startBroker, type BrokerProcess } from "../../simulator";
import { containerEnvironment } from "./local-environment";
import { type Deployment, readDeployments } from "./manifests";

export interface KubeletOptions {
  /** Folder of the rendered manifests. */
  readonly manifests: string;
  /** Variables that every client gets on top of its Deployment's. */
  readonly variables: Readonly<Record<string, string>>;
  readonly onStart?: (deployment: Deployment) => void;
  /** Its tunnel is up, so many milliseconds after the start. */
  readonly onReady?: (deployment: Deployment, ms: number) => void;
  readonly onEnd?: (deployment: Deployment) => void;
}

const POLL_MS = 50;

/** A pod goes on serving after its Deployment is gone: its preStop hook sleeps, 10 s there, 1 s here. */
const DRAIN_MS = 1000;

interface Running {
  readonly deployment: Deployment;
  readonly client: Promise<BrokerProcess>;
}

/** In place of a cluster: runs the real Broker client once for every Deployment among the rendered manifests. */
export class Kubelet {
  readonly #options: KubeletOptions;
  readonly #running = new Map<string, Running>();
  readonly #loop: Promise<void>;
  #failure: Error | undefined;
  #stopped = false;

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.#loop = this.#follow();
  }

  /** Whether the tunnel of this client is up: what its readiness probe asks. */
  async isReady(name: string): Promise<boolean> {
    if (this.#failure) throw this.#failure;
    const running = this.#running.get(name);
    if (!running) return false;
    const { url } = await running.client;
    const answer = await fetch(`${url}/healthcheck`).catch(() => undefined);
    return answer?.status === 200;
  }

  /** Whether every Deployment's client is ready, also of those that were rendered a moment ago. */
  async allReady(): Promise<boolean> {
    const ready = await Promise.all(this.#deployments().map(({ name }) => this.isReady(name)));
    return ready.length > 0 && ready.every(Boolean);
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await this.#loop;
    await Promise.all(
      [...this.#running.values()].map(({ client }) => client.then((broker) => broker.close())),
    );
  }

  async #follow(): Promise<void> {
    while (!this.#stopped) {
      const wanted = new Map(this.#deployments().map((deployment) => [deployment.name, deployment]));
      for (const [name, deployment] of wanted) if (!this.#running.has(name)) this.#start(deployment);
      for (const [name, running] of this.#running) if (!wanted.has(name)) this.#end(running);
      await sleep(POLL_MS);
    }
  }

  /** Pulumi writes a Secret before the Deployment that uses it; while it deletes them, either may be missing. */
  #deployments(): Deployment[] {
    try {
      return readDeployments(this.#options.manifests);
    } catch {
      return [...this.#running.values()].map(({ deployment }) => deployment);
    }
  }

  #start(deployment: Deployment): void {
    const client = startBroker({
      role: "client",
      env: { ...containerEnvironment(deployment), ...this.#options.variables },
    });
    client.catch((error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    this.#running.set(deployment.name, { deployment, client });
    this.#options.onStart?.(deployment);
    void this.#announce(deployment);
  }

  async #announce(deployment: Deployment): Promise<void> {
    const start = Date.now();
    while (!(await this.isReady(deployment.name).catch(() => false))) {
      if (this.#stopped || this.#failure || !this.#running.has(deployment.name)) return;
      await sleep(POLL_MS);
    }
    this.#options.onReady?.(deployment, Date.now() - start);
  }

  #end({ deployment, client }: Running): void {
    this.#running.delete(deployment.name);
    this.#options.onEnd?.(deployment);
    void sleep(DRAIN_MS)
      .then(() => client)
      .then((broker) => broker.close())
      .catch(() => undefined); // that it never started was said already
  }
}
