import type { ChartValues } from "./model";
import { textOf } from "./text";

/** What the chart's templates read of a values file, beside its defaults. */
export class Reading {
  constructor(
    private readonly values: ChartValues,
    readonly release: string,
  ) {}

  /** A value, or the chart's default. Null takes the default away. */
  get(path: string, initial: unknown = ""): unknown {
    let at: unknown = this.values;
    for (const name of path.split(".")) {
      if (typeof at !== "object" || at === null || !Object.hasOwn(at, name)) return initial;
      at = (at as ChartValues)[name];
    }
    return at;
  }

  text(path: string, initial = ""): string {
    return textOf(this.get(path, initial));
  }

  /** True as Go's templates have it. */
  isOn(path: string, initial: unknown = ""): boolean {
    const value = this.get(path, initial);
    return value !== undefined && value !== null && value !== false && value !== "" && value !== 0;
  }

  get type(): string {
    return this.text("scmType", "github-com");
  }

  /** A name, with the release's behind it. */
  suffixed(name: string): string {
    return this.isOn("disableSuffixes") ? name : `${name}-${this.release}`;
  }

  /** A Secret of the user's, or the one that the chart makes. */
  place(reference: string | undefined, name: string, key: string): { secret: string; key: string } {
    const own = (part: string) => (reference === undefined ? "" : this.text(`${reference}.${part}`));
    return { secret: own("name") || this.suffixed(name), key: own("key") || key };
  }

  brokerToken() {
    return this.place("brokerTokenSecret", `${this.type}-broker-token`, `${this.type}-broker-token-key`);
  }

  credential() {
    return this.place("externalCredentialSecret", `${this.type}-token`, `${this.type}-token-key`);
  }

  pool() {
    return this.place("scmTokenPoolSecret", `${this.type}-token-pool`, `${this.type}-token-pool-key`);
  }

  validationUrl() {
    const name = `${this.type}-broker-client-validation-url`;
    return this.place("brokerClientValidationUrlSecret", name, name);
  }

  artifactoryUrl() {
    return this.place("artifactoryUrlSecret", "artifactory-url", "artifactory-url");
  }

  nexusBase() {
    return this.place("baseNexusUrlSecret", "nexus-base-nexus-url", "nexus-base-nexus-url");
  }

  nexusUrl() {
    return this.place("nexusUrlSecret", "nexus-nexus-url", "nexus-nexus-url");
  }

  sonarqubeToken() {
    return this.place(
      "sonarqubeApiTokenSecret",
      "apprisk-sonarqube-api-token",
      "apprisk-sonarqube-api-token",
    );
  }

  snykToken() {
    return this.place(undefined, "snyk-token", "snyk-token-key");
  }

  /** The name of objects that are not the client's own. */
  private fullName(): string {
    const cut = (name: string) => name.slice(0, 63).replace(/-$/, "");
    const whole = this.text("fullnameOverride");
    if (whole !== "") return cut(whole);
    const name = this.text("nameOverride") || "snyk-broker";
    return cut(this.release.includes(name) ? this.release : `${this.release}-${name}`);
  }

  generic(kind: string): string {
    return this.isOn("disableSuffixes") ? `snyk-broker-${kind}` : `${this.fullName()}-${kind}`;
  }
}
