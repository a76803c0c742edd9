import * as integration from "../../../provider/lifecycle/brokered-integration";
import type { CheckContext, Context } from "../../../provider/lifecycle/context";
import { PartialFailure } from "../../../provider/lifecycle/errors";
import * as tokenSwitch from "../../../provider/lifecycle/token-switch";
import type { Checked, Created, Diff, Properties } from "../../../provider/lifecycle/types";
import { checkContext, type ContextOptions, type Lab } from "./lab";

interface Lifecycle {
  check(ctx: CheckContext, olds: Properties, news: Properties): Checked;
  diff(olds: Properties, news: Properties): Diff;
  create(ctx: Context, inputs: Properties): Promise<Created<Properties>>;
  update(ctx: Context, outputs: Properties, inputs: Properties): Promise<Properties>;
}

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
 * One integration and its switch, driven as the engine drives them: check, diff, then create or update; the result is
 * stored, or what a partial failure says, or nothing. Every run is a process of its own.
 */
export class Stack {
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
    const { orgId, type, integrationId, tokenGeneration, provisionedGeneration } = this.outputs;
    const inputs = { orgId, type, integrationId, tokenGeneration, provisionedGeneration };
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

  async refresh(options: ContextOptions = {}): Promise<void> {
    if (!this.integration) return;
    const found = await integration.read(this.#lab.context(options), this.integration.outputs);
    if (found.gone) this.integration = undefined;
    else
      this.integration = {
        ...this.integration,
        outputs: found.outs,
        inputs: found.inputs ?? this.integration.inputs,
      };
  }

  async destroy(options: ContextOptions = {}): Promise<void> {
    if (this.integration) await integration.remove(this.#lab.context(options), this.integration.outputs);
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
    const { inputs, failures } = lifecycle.check(checkContext(today), stored?.inputs ?? {}, args);
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
