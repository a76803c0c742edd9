import type { CheckContext, Context } from "./context";
import type { Checked, Created, Diff, Properties, Read } from "./engine/protocol";
import type { Ledger } from "./ledger/ledger";

/** One resource, in plain functions. */
export interface Lifecycle {
  check(ctx: CheckContext, olds: Properties, news: Properties): Checked;
  diff(olds: Properties, news: Properties): Diff;
  create(ctx: Context, inputs: Properties): Promise<Created<Properties>>;
  read?(ctx: Context, outputs: Properties): Promise<Read<Properties>>;
  update(ctx: Context, outputs: Properties, inputs: Properties): Promise<Properties>;
  remove?(ctx: Context, outputs: Properties): Promise<void>;
  /** Ends what the ledger has noted, as far as the state holds it by now. Needs no API key. */
  settle(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void;
  /** Notes who holds what: for a resource that the program has. */
  seen(ledger: Ledger, at: { readonly origin: string }, outputs: Properties): void;
}
