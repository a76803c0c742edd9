import type { Operation, UpdateDetail } from "./operations";

/** One request, without anything secret: no token, no key, no body. */
export interface LogEntry {
  /** When it arrived, ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** Path template, such as `/v1/org/:orgId/integrations`. */
  readonly path: string;
  readonly operation: Operation;
  readonly detail?: UpdateDetail;
  readonly orgId?: string;
  integrationId?: string;
  /** Missing as long as nothing was answered: for ever, when the connection was reset. */
  status?: number;
  /** Missing when the key is unknown. */
  keyName?: string;
  /** The fault that it met. */
  faulted?: { readonly kind: string; readonly effect: "before" | "after" };
  /** Whether what it asked for was done: the answer may still have been lost. */
  effect: boolean;
}

/** The requests in the order of their arrival. */
export class RequestLog {
  #entries: LogEntry[] = [];

  add(entry: LogEntry): LogEntry {
    this.#entries.push(entry);
    return entry;
  }

  all(): readonly Readonly<LogEntry>[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  of(operation: Operation): readonly Readonly<LogEntry>[] {
    return this.all().filter((entry) => entry.operation === operation);
  }

  count(operation?: Operation): number {
    return operation ? this.of(operation).length : this.#entries.length;
  }

  clear(): void {
    this.#entries = [];
  }
}
