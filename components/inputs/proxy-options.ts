import type * as pulumi from "@pulumi/pulumi";
import type { SecretInput } from "./secret-input";

/** Proxy on the way to Snyk and to the SCM. Addresses inside the cluster that we know of are always reached without it. */
export interface ProxyOptions {
  /** Proxy for https, which is nearly all traffic: `http://proxy.example.com:3128`. It may hold credentials. */
  readonly https: SecretInput;
  /** Proxy for http. @default none */
  readonly http?: SecretInput;
  /**
   * Hosts that are reached without the proxy; names only, no addresses with a mask. An SCM inside your network is most
   * often one.
   * @default none but the agent's
   */
  readonly noProxy?: readonly pulumi.Input<string>[];
}
