import { randomUUID } from "node:crypto";

/** The access tokens that service accounts have signed in for. In memory alone: a restart ends them, as their hour would. */
export class AccessTokens {
  readonly #valid = new Map<string, { readonly keyName: string; readonly until: number }>();
  readonly #issued: string[] = [];

  /** @param now milliseconds */
  issue(keyName: string, seconds: number, now: number): string {
    const token = `at-${randomUUID()}`;
    this.#issued.push(token);
    this.#valid.set(token, { keyName, until: now + seconds * 1000 });
    return token;
  }

  /** @returns the name of whoever has it, as long as it is valid. */
  holderOf(token: string, now: number): string | undefined {
    const found = this.#valid.get(token);
    return found !== undefined && now < found.until ? found.keyName : undefined;
  }

  /** @returns all that there ever were. */
  issued(): readonly string[] {
    return [...this.#issued];
  }

  /** Ends all of them, as Snyk does when a client's secret is replaced. */
  revoke(): void {
    this.#valid.clear();
  }
}
