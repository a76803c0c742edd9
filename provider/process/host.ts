/**
 * What runs in Pulumi's dynamic provider process. Every stored `__provider` requires this module by its public name:
 * its exports are a contract for ever, one per resource.
 */
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import * as brokeredIntegration from "../lifecycle/classic/brokered-integration";
import * as clonedIntegration from "../lifecycle/classic/cloned-integration";
import type { Lifecycle } from "../lifecycle/lifecycle";
import { PartialFailure } from "../lifecycle/engine/partial-failure";
import * as organization from "../lifecycle/classic/organization";
import { refuseNewerState } from "../lifecycle/engine/stored-state";
import * as tokenSwitch from "../lifecycle/classic/token-switch";
import type { Properties } from "../lifecycle/engine/protocol";
import { Runtime } from "./runtime";

type Bag = Record<string, unknown>;

/** What every resource is told of the run, and does not store: the stack, and the resource's own name. */
const runSchema = z.object({ stack: z.string().optional(), resource: z.string() }).catch({ resource: "?" });

const runtime = new Runtime();

export const BrokeredIntegration = provide("BrokeredIntegration", brokeredIntegration);
export const ClonedIntegration = provide("ClonedIntegration", clonedIntegration);
export const Organization = provide("Organization", organization);
export const TokenSwitch = provide("TokenSwitch", tokenSwitch);

/** Fits a lifecycle to the interface of Pulumi's dynamic providers. */
function provide(kind: string, lifecycle: Lifecycle): pulumi.dynamic.ResourceProvider<Bag, Bag> {
  return {
    // Takes effect before it returns: the host does not wait for it before it makes the next call.
    configure: ({ config }) => {
      runtime.configure((key) => config.get(key));
      return Promise.resolve();
    },
    check: async (olds, news) => {
      const { run, properties } = withoutRun(withoutProvider(news));
      const { stack, resource } = runSchema.parse(run);
      const ctx = runtime.checkContext(`${kind} "${resource}"`, stack);
      const { inputs, failures } = lifecycle.check(ctx, olds, properties);
      return { inputs: plain(inputs), failures: [...failures] };
    },
    diff: async (_id, olds, news) => {
      refuseNewerState(kind, olds);
      const at = runtime.at(olds);
      lifecycle.settle(runtime.ledger, at, olds);
      lifecycle.seen(runtime.ledger, at, olds);
      const { changes, replaces, deleteBeforeReplace = false } = lifecycle.diff(olds, news);
      return { changes, replaces: [...replaces], deleteBeforeReplace };
    },
    create: async (inputs) => {
      const { id, outs } = await keepingProvider(inputs, () =>
        lifecycle.create(runtime.context(inputs), inputs),
      );
      return { id, outs: plain(outs) };
    },
    read: async (id, outputs = {}) => {
      refuseNewerState(kind, outputs);
      if (!lifecycle.read) return { id, props: outputs };
      lifecycle.settle(runtime.ledger, runtime.at(outputs), outputs);
      const found = await lifecycle.read(runtime.context(outputs), outputs);
      if (found.gone) return {};
      return {
        id,
        props: plain(withoutProvider({ ...found.outs })),
        ...(found.inputs && { inputs: plain(found.inputs) }),
      };
    },
    update: async (_id, olds, news) => {
      refuseNewerState(kind, olds);
      lifecycle.settle(runtime.ledger, runtime.at(olds), olds);
      const outs = await keepingProvider(news, () => lifecycle.update(runtime.context(news), olds, news));
      return { outs: plain(outs) };
    },
    delete: async (_id, outputs) => {
      refuseNewerState(kind, outputs);
      lifecycle.settle(runtime.ledger, runtime.at(outputs), outputs);
      await lifecycle.remove?.(runtime.context(outputs), outputs);
    },
  };
}

function withoutProvider({ __provider, ...news }: Bag): Bag {
  return news;
}

/** A clone carries it in its `source`: see `runIn`. */
function withoutRun({ __run, ...properties }: Bag): { readonly run: unknown; readonly properties: Bag } {
  const { source } = properties;
  if (typeof source !== "object" || source === null || !("__run" in source))
    return { run: __run, properties };
  const { __run: run, ...rest } = source;
  return { run, properties: { ...properties, source: rest } };
}

/** The host adds `__provider` to what succeeds, not to a partial failure; a state without it cannot be destroyed. */
async function keepingProvider<T>(inputs: Bag, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof PartialFailure)) throw error;
    const properties = { ...plain(error.properties), __provider: inputs["__provider"] };
    throw new PartialFailure(error.id, properties, error);
  }
}

/** Without `undefined`, which the host cannot send. */
function plain(properties: Properties): Bag {
  return JSON.parse(JSON.stringify(properties)) as Bag;
}
