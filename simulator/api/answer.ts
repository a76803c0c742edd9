/** What a call is answered with. A body of undefined is an empty one. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the request log, where the path does not name it: a created integration. */
  readonly integrationId?: string;
}
