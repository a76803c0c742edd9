import type * as pulumi from "@pulumi/pulumi";
import type { Region } from "../snyk/regions";

/**
 * Which Snyk API a resource talks to, and the *name* of the place that holds its API key. The key itself is never
 * an argument: it is read when the provider runs, so it is in no state and no plan.
 */
export interface ApiConnectionArgs {
  /**
   * Configuration key that holds the API key, such as `payments:snykToken`. Set it with
   * `pulumi config set --secret`.
   * @default "snyk-broker:apiToken"
   */
  readonly tokenConfigKey?: pulumi.Input<string>;
  /**
   * Environment variable that holds the API key; read when the configuration key is not set.
   * @default "SNYK_TOKEN"
   */
  readonly tokenEnv?: pulumi.Input<string>;
  /**
   * Snyk region, which decides the API's address.
   * @default `snyk-broker:region`, else "SNYK-US-01"
   * @see https://docs.snyk.io/snyk-data-and-governance/regional-hosting-and-data-residency
   */
  readonly region?: pulumi.Input<Region>;
  /**
   * Address of the API: scheme, host and port; `/v1` and `/rest` are added. Takes precedence over `region`.
   * @default `snyk-broker:apiUrl`, else the region's address
   */
  readonly apiUrl?: pulumi.Input<string>;
}
