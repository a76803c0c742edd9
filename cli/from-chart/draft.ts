import { UnusableFile } from "../stack/json";
import { type Code, Expression } from "./program/code";
import { Configuration } from "./program/configuration";
import { fullName, withSuffix } from "./chart/secret-names";
import { POOL_TYPES } from "./chart/types";
import type { Values } from "./reading/values";

/** How a user asks for the program. */
export interface ChartOptions {
  /** Name of the Helm release, from which the chart makes names. */
  readonly release?: string;
  /** Where secrets come from. @default the configuration if the file has the value, else the cluster if its place is known */
  readonly secrets?: "cluster" | "config";
}

/** Where the chart keeps a secret, and what a program calls it. */
export interface ChartSecret {
  /** Name in the configuration: `gitlabToken`. */
  readonly setting: string;
  /** What to put there, where the name does not say it. */
  readonly about?: string;
  /** Values that hold it; the chart takes the first that is not empty. */
  readonly values: readonly string[];
  /** The value with name and key of a Secret that exists already: `brokerTokenSecret`. */
  readonly reference?: string;
  /** Name and key that the chart makes up, the name without its suffix. */
  readonly made: { readonly name: string; readonly key: string };
}

/** A program while it is written: the values it comes from, and what it needs. */
export class Draft {
  readonly configuration = new Configuration();
  readonly #differences: string[] = [];
  #readsFiles = false;
  #isHelms = false;

  constructor(
    readonly values: Values,
    readonly options: ChartOptions,
  ) {}

  /** Says where the program does other than the chart. */
  differs(how: string): void {
    this.#differences.push(how);
  }

  differences(): readonly string[] {
    return this.#isHelms
      ? [
          ...this.#differences,
          "Secrets that Helm made go with its release: keep each with kubectl annotate secret <name> helm.sh/resource-policy=keep",
        ]
      : this.#differences;
  }

  get readsFiles(): boolean {
    return this.#readsFiles;
  }

  /** The text of a file that lies in the chart's folder. */
  file(name: string): Expression {
    this.#readsFiles = true;
    return new Expression(`readFileSync(${JSON.stringify(name)}, "utf8")`);
  }

  /**
   * A secret: of the configuration, or where the chart has it in the cluster. Never its value.
   * @throws UnusableFile when it has to be in the cluster, and its name there is not known
   */
  secret(secret: ChartSecret): Code {
    const reference = this.#reference(secret);
    if (reference !== undefined) return reference;
    return this.configuration.secret(secret.setting, secret.about);
  }

  #reference({ values: paths, reference, made }: ChartSecret): Code | undefined {
    const { values, options } = this;
    const hasValue = paths.some((path) => values.text(path) !== undefined);
    const named = reference === undefined ? undefined : values.text(`${reference}.name`);
    const keyed = reference === undefined ? undefined : values.text(`${reference}.key`);
    const isKnown = named !== undefined || this.#knowsNames();
    const isInCluster =
      options.secrets === "cluster" || (options.secrets === undefined && !hasValue && isKnown);
    if (!isInCluster) {
      for (const part of ["name", "key"]) {
        if (reference !== undefined) {
          values.leaveGiven(
            `${reference}.${part}`,
            "the program takes the secret from the configuration; --secrets cluster leaves it in this Secret",
          );
        }
      }
      return undefined;
    }
    const name = named ?? withSuffix(made.name, values, options.release);
    if (name === undefined) {
      throw new UnusableFile(
        `The Secret of ${paths[0] ?? reference ?? "a value"} is named by the release: give its name with --release <name>.`,
      );
    }
    this.#isHelms ||= hasValue || (named === undefined && !values.isOn("useExternalSecrets"));
    return { fromSecretName: name, key: keyed ?? made.key };
  }

  /** Whether the names of the chart's Secrets can be told, and are meant to be used. */
  #knowsNames(): boolean {
    const hasNoSuffix = this.values.isOn("disableSuffixes");
    return this.options.release !== undefined || (hasNoSuffix && this.values.isOn("useExternalSecrets"));
  }

  /** The chart's name for objects that are not the client's, where it can be told. */
  fullName(): string | undefined {
    return fullName(this.values, this.options.release);
  }

  /** Text that the client cannot do without: of the file, or of the configuration. */
  required(path: string, setting: string, text: string | undefined = this.values.text(path)): Code {
    if (text !== undefined) return text;
    return this.configuration.plain(setting, `the file has no ${path} that the program could use`);
  }

  takesPools(): boolean {
    return POOL_TYPES.includes(this.values.type);
  }
}
