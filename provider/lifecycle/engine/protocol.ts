/** What a lifecycle takes and returns: the dynamic provider's interface, without Pulumi. */

/** Values as they travel: inputs, outputs. */
export type Properties = Readonly<Record<string, unknown>>;

/** A refused input. The reason names the field; a separate property would make the engine print its value. */
export interface CheckFailure {
  readonly property: "";
  readonly reason: string;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface Diff {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  /** The old one has to go before the new one can be made. */
  readonly deleteBeforeReplace?: boolean;
}

export interface Created<State> {
  readonly id: string;
  readonly outs: State;
}

/** `gone`: the resource exists no more, and leaves the state. */
export type Read<State> =
  { readonly gone: true } | { readonly gone: false; readonly outs: State; readonly inputs?: Properties };

export function checkFailure(reason: string): CheckFailure {
  return { property: "", reason };
}
