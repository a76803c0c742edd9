import type * as pulumi from "@pulumi/pulumi";
import type { Region } from "../snyk/regions";

/**
 * Which Snyk API a resource talks to, and the *names* of the places that hold its credentials: an API key, or the client
 * of a service account with OAuth 2.0. They themselves are never arguments: they are read when the provider runs, so
 * they are in no state and no plan.
 */
export interface ApiConnectionArgs {
  /**
   * Configuration key that holds the API key, such as `payments:snykToken`. Set it with
   * `pulumi config set --secret`. The key's last day, where it has one, is read from the same name with `Expires`
   * (`payments:snykTokenExpires`, `YYYY-MM-DD`): a run says when it is near.
   * @default "snyk-broker:apiToken"
   */
  readonly tokenConfigKey?: pulumi.Input<string>;
  /**
   * Environment variable that holds the API key; read when the configuration key is not set. The key's last day is read
   * from the same name with `_EXPIRES`.
   * @default "SNYK_TOKEN"
   */
  readonly tokenEnv?: pulumi.Input<string>;
  /**
   * Configuration key that holds the client id of a service account with OAuth 2.0, such as `payments:clientId`.
   * @default "snyk-broker:clientId"
   * @see https://docs.snyk.io/implementation-and-setup/enterprise-setup/service-accounts/service-accounts-using-oauth-2.0
   */
  readonly clientIdConfigKey?: pulumi.Input<string>;
  /**
   * Environment variable that holds the client id; read when the configuration key is not set.
   * @default "SNYK_CLIENT_ID"
   */
  readonly clientIdEnv?: pulumi.Input<string>;
  /**
   * Configuration key that holds the client secret. Set it with `pulumi config set --secret`.
   * @default "snyk-broker:clientSecret"
   */
  readonly clientSecretConfigKey?: pulumi.Input<string>;
  /**
   * Environment variable that holds the client secret; read when the configuration key is not set.
   * @default "SNYK_CLIENT_SECRET"
   */
  readonly clientSecretEnv?: pulumi.Input<string>;
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
