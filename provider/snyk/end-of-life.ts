import type { AxiosResponse } from "axios";

/** Where Snyk says which calls end, and when they are suspended for a while before. */
export const END_OF_LIFE_PAGE =
  "https://docs.snyk.io/snyk-api/api-end-of-life-eol-process-and-migration-guides";

/** Takes what is announced, and what to do. */
export type TellEnd = (text: string, remedy: string) => void;

/**
 * Passes on what answers announce in their `Sunset` and `Deprecation` headers: one line for all calls of a run.
 * @see https://www.rfc-editor.org/rfc/rfc8594 and https://www.rfc-editor.org/rfc/rfc9745
 */
export class EndOfLife {
  readonly #tell: TellEnd;
  #isTold = false;

  /** @param tell gets the line */
  constructor(tell: TellEnd) {
    this.#tell = tell;
  }

  /** @param what the call, as in "list the integrations" */
  heed(what: string, { headers }: AxiosResponse): void {
    const sunset: unknown = headers["sunset"];
    const deprecation: unknown = headers["deprecation"];
    if (this.#isTold || (sunset === undefined && deprecation === undefined)) return;
    this.#isTold = true;
    const end = dayIn(sunset);
    this.#tell(
      `Snyk announces the end of a call that this package makes ("${what}"): ` +
        `${end === undefined ? "it is deprecated" : `it ends on ${end}`}.`,
      `Update pulumi-snyk-broker before that; the dates are on ${END_OF_LIFE_PAGE}.`,
    );
  }
}

/** The day of a date in any form that is one; nothing else of a header is repeated. */
function dayIn(header: unknown): string | undefined {
  const time = typeof header === "string" ? Date.parse(header) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}
