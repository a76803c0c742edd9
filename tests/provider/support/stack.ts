import * as integration from "../../../provider/lifecycle/classic/brokered-integration";
import type { Context } from "../../../provider/lifecycle/context";
import type { Lifecycle } from "../../../provider/lifecycle/lifecycle";
import { PartialFailure } from "../../../provider/lifecycle/engine/partial-failure";
import * as tokenSwitch from "../../../provider/lifecycle/classic/token-switch";
import type { Properties } from "../../../provider/lifecycle/engine/protocol";
import { checkContext, type ContextOptions, type Lab } from "./lab";

interface Stored {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The last step of it failed half-way: the engine calls `update` in any case. */
  readonly unfinished?: boolean;
}

export interface UpOptions extends ContextOptions {
  readonly today?: string;
  /** The run is killed after this step has succeeded and before its result is stored. */
  readonly killedAfter?: "integration" | "switch";
  /** The clients of the new generation never become ready. @default true */
  readonly clientsReady?: boolean;
}

/**
 * One integration and its switch, driven as the engine and the host drive them: check, diff, then create or update; the
 * result is stored, or what a partial failure says, or nothing. Every run is a process of its own, with one ledger.
 */
export class LifecycleStack {
  readonly #lab: Lab;
  integration: Stored | undefined;
  switch: Stored | undefined;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  get outputs(): Properties {
    return this.integration?.outputs ?? {};
  }

  get brokerToken(): string | undefined {
    return this.outputs["brokerToken"] as string | undefined;
  }

  async up(args: Properties, options: UpOptions = {}): Promise<void> {
    const ctx = this.#lab.context(options);
    this.integration = await this.#step("integration", integration, this.integration, args, ctx, options);
    if (options.clientsReady === false) return;
    const { orgId, type, integrationId, tokenGeneration, provisionedGeneration, instance } = this.outputs;
    const inputs = { orgId, type, integrationId, tokenGeneration, provisionedGeneration, instance };
    this.switch = await this.#step("switch", tokenSwitch, this.switch, inputs, ctx, options);
  }

  /** Runs `up`. @returns the message of its failure, or `undefined` */
  async tryUp(args: Properties, options: UpOptions = {}): Promise<string | undefined> {
    try {
      await this.up(args, options);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Runs no program, so that nobody tells the provider which stack it is for. */
  async refresh(options: ContextOptions = {}): Promise<void> {
    if (!this.integration) return;
    const ctx = this.#lab.context({ owner: undefined, ...options });
    integration.settle(ctx.ledger, ctx, this.integration.outputs);
    const found = await integration.read(ctx, this.integration.outputs);
    if (found.gone) this.integration = undefined;
    else
      this.integration = {
        ...this.integration,
        outputs: found.outs,
        inputs: found.inputs ?? this.integration.inputs,
      };
  }

  /** Runs no program either. */
  async destroy(options: ContextOptions = {}): Promise<void> {
    const ctx = this.#lab.context({ owner: undefined, ...options });
    if (this.integration) await integration.remove(ctx, this.integration.outputs);
    this.integration = this.switch = undefined;
  }

  async #step(
    name: "integration" | "switch",
    lifecycle: Lifecycle,
    stored: Stored | undefined,
    args: Properties,
    ctx: Context,
    { today = "2026-11-22", killedAfter }: UpOptions,
  ): Promise<Stored> {
    const { ledger, origin, log } = ctx;
    const checking = checkContext(today, { ledger, origin: () => origin, resource: name, log });
    const { inputs, failures } = lifecycle.check(checking, stored?.inputs ?? {}, args);
    if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
    const alive = (): void => {
      if (killedAfter === name) throw new Error(`killed after the step of the ${name}`);
    };
    try {
      if (!stored) {
        const { id, outs } = await lifecycle.create(ctx, inputs);
        alive();
        return { id, inputs, outputs: outs };
      }
      lifecycle.settle(ledger, ctx, stored.outputs);
      lifecycle.seen(ledger, ctx, stored.outputs);
      if (!stored.unfinished && !lifecycle.diff(stored.outputs, inputs).changes) return { ...stored, inputs };
      const outputs = await lifecycle.update(ctx, stored.outputs, inputs);
      alive();
      return { id: stored.id, inputs, outputs };
    } catch (error) {
      if (!(error instanceof PartialFailure)) throw error;
      this[name] = { id: error.id, inputs, outputs: error.properties, unfinished: true };
      throw error;
    }
  }
}
