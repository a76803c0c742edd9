import type * as pulumi from "@pulumi/pulumi";
import { authorities } from "../../environment/certificates";
import { around, proxyEnvironment } from "../../environment/proxy";
import { type ClientEnvironment, filePath, mergeEnvironments } from "../../inputs/environment";
import type { ProxyOptions } from "../../inputs/proxy-options";
import { pemText } from "../../validation/value-rules";
import type { SecretInput } from "../../inputs/secret-input";
import { checkedSecret, requirePresent } from "../../validation/validate";

/** Certificate and key with which the client serves https itself. */
export interface HttpsOptions {
  /** Certificate chain, PEM; of a TLS Secret: `{ fromSecretName, key: "tls.crt" }`. */
  readonly certificate: SecretInput;
  /** Private key, PEM; of a TLS Secret: `{ fromSecretName, key: "tls.key" }`. */
  readonly privateKey: SecretInput;
}

export interface ConnectionOptions {
  /** Proxy on the way to Snyk and to the SCM. @default none */
  readonly proxy?: ProxyOptions;
  /** Serve webhooks and health checks over https. @default http */
  readonly https?: HttpsOptions;
  /**
   * Certificates of private authorities, PEM, that the client trusts beside the public ones: for the SCM, or for a
   * proxy that intercepts TLS.
   * @default none
   */
  readonly caCertificates?: SecretInput;
  /** Call the SCM over http instead of https. Only for tests. @default false */
  readonly insecureDownstream?: boolean;
}

/**
 * Variables and files for the client's connections.
 * @param direct hosts that are reached without the proxy, beside the user's
 * @throws InvalidInput
 */
export function connectionEnvironment(
  owner: string,
  options: ConnectionOptions,
  direct: readonly pulumi.Input<string>[],
): ClientEnvironment {
  const { proxy, https, caCertificates, insecureDownstream } = options;
  return mergeEnvironments([
    authorities(owner, "caCertificates", caCertificates),
    proxyEnvironment(owner, "", around(proxy, direct)),
    {
      plain: {
        CA_CERT: caCertificates && filePath("ca.pem"),
        HTTPS_CERT: https && filePath("tls.crt"),
        HTTPS_KEY: https && filePath("tls.key"),
        INSECURE_DOWNSTREAM: insecureDownstream === true ? "true" : undefined,
      },
      secret: {},
      files: https && certificateFiles(owner, https),
    },
  ]);
}

function certificateFiles(owner: string, https: HttpsOptions): NonNullable<ClientEnvironment["files"]> {
  requirePresent(owner, "https.certificate", https.certificate, "give certificate and privateKey");
  requirePresent(owner, "https.privateKey", https.privateKey, "give certificate and privateKey");
  return {
    "tls.crt": { secret: checkedSecret(owner, "https.certificate", pemText, https.certificate) },
    "tls.key": { secret: checkedSecret(owner, "https.privateKey", pemText, https.privateKey) },
  };
}
