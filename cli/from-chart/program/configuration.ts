import { Expression } from "./code";

/** A setting that a program reads from its configuration. */
export interface Setting {
  readonly name: string;
  readonly isSecret: boolean;
  /** What to put there, where the name does not say it. */
  readonly about?: string;
}

/** The settings that a program needs, collected while it is written. */
export class Configuration {
  readonly #settings = new Map<string, Setting>();

  secret(name: string, about?: string): Expression {
    this.#settings.set(name, { name, isSecret: true, ...(about !== undefined && { about }) });
    return new Expression(`config.requireSecret("${name}")`);
  }

  /** A value that is not secret and that the file does not have. */
  plain(name: string, about?: string): Expression {
    this.#settings.set(name, { name, isSecret: false, ...(about !== undefined && { about }) });
    return new Expression(`config.require("${name}")`);
  }

  /** Takes a setting back that is not needed after all. */
  forget(name: string): void {
    this.#settings.delete(name);
  }

  /** The name, or one like it that is not in use. */
  freeName(name: string): string {
    return this.#settings.has(name) || name === "" ? this.freeName(`${name}Variable`) : name;
  }

  all(): readonly Setting[] {
    return [...this.#settings.values()];
  }
}
