import type { Operation, UpdateDetail } from "./operations";

/** One request, without anything secret: no token, no key, no body. */
export interface LogEntry {
  /** When it arrived, ISO 8601. */
  readonly at: string;
  /** Such as `POST`. */
  readonly method: string;
  /** Path template, such as `/v1/org/:orgId/integrations`. */
  readonly path: string;
  /** Which of Snyk's operations it is. */
  readonly operation: Operation;
  /** What an `updateIntegration` asked for. */
  readonly detail?: UpdateDetail;
  /** Organization in its path. */
  readonly orgId?: string;
  /** Integration in its path, or in the answer. */
  integrationId?: string;
  /** Missing as long as nothing was answered: for ever, when the connection was reset. */
  status?: number;
  /** Missing when the key is unknown. */
  keyName?: string;
  /** The fault that it met. */
  faulted?: {
    /** As in `Fault`. */
    readonly kind: string;
    /** Whether what the call asked for was left undone or done. */
    readonly effect: "before" | "after";
  };
  /** Whether what it asked for was done: the answer may still have been lost. */
  effect: boolean;
}

/** The requests in the order of their arrival. */
export class RequestLog {
  #entries: LogEntry[] = [];

  /** Keeps an entry. @internal */
  add(entry: LogEntry): LogEntry {
    this.#entries.push(entry);
    return entry;
  }

  /** @returns all requests, oldest first. */
  all(): readonly Readonly<LogEntry>[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  /** @returns the requests of one operation, oldest first. */
  of(operation: Operation): readonly Readonly<LogEntry>[] {
    return this.all().filter((entry) => entry.operation === operation);
  }

  /** @returns how many requests came, of one operation or in all. */
  count(operation?: Operation): number {
    return operation ? this.of(operation).length : this.#entries.length;
  }

  /** Forgets all requests. */
  clear(): void {
    this.#entries = [];
  }
}
