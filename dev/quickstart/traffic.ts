import { setTimeout as sleep } from "node:timers/promises";
import type { Relay } from "../../simulator";

const PAUSE_MS = 10;

export interface Counts {
  readonly sent: number;
  readonly lost: number;
}

/** Requests through the Broker, one after the other, until it is stopped. */
export class Traffic {
  #sent = 0;
  #lost = 0;
  #stopped = false;
  readonly #loop: Promise<void>;

  constructor(relay: Relay, integrationId: string, path: string) {
    this.#loop = this.#send(() => relay.import({ integrationId, path }));
  }

  /** Finishes the request under way. */
  async stop(): Promise<Counts> {
    this.#stopped = true;
    await this.#loop;
    return { sent: this.#sent, lost: this.#lost };
  }

  async #send(request: () => Promise<{ readonly status: number }>): Promise<void> {
    while (!this.#stopped) {
      this.#sent++;
      const { status } = await request().catch(() => ({ status: 0 }));
      if (status !== 200) this.#lost++;
      await sleep(PAUSE_MS);
    }
  }
}
