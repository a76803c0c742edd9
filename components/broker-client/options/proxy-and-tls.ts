import * as pulumi from "@pulumi/pulumi";
import { type ClientEnvironment, filePath } from "../../inputs/environment";
import { httpProxyUrl, noProxyHost, pemText } from "../../validation/value-rules";
import type { SecretInput } from "../../inputs/secret-input";
import { checked, checkedSecret, requirePresent } from "../../validation/validate";

/** Proxy on the way to Snyk and to the SCM. */
export interface ProxyOptions {
  /** Proxy for https, which is nearly all traffic: `http://proxy.example.com:3128`. It may hold credentials. */
  readonly https: SecretInput;
  /** Proxy for http. @default none */
  readonly http?: SecretInput;
  /** Hosts that are reached without the proxy; names only, no addresses with a mask. @default none */
  readonly noProxy?: readonly pulumi.Input<string>[];
}

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
 * @throws InvalidInput
 */
export function connectionEnvironment(owner: string, options: ConnectionOptions): ClientEnvironment {
  const { proxy, https, caCertificates, insecureDownstream } = options;
  const ca = caCertificates && checkedSecret(owner, "caCertificates", pemText, caCertificates);
  return {
    plain: {
      CA_CERT: ca && filePath("ca.pem"),
      NODE_EXTRA_CA_CERTS: ca && filePath("ca.pem"),
      HTTPS_CERT: https && filePath("tls.crt"),
      HTTPS_KEY: https && filePath("tls.key"),
      INSECURE_DOWNSTREAM: insecureDownstream === true ? "true" : undefined,
      NO_PROXY: noProxy(owner, proxy),
    },
    secret: {
      HTTPS_PROXY: proxy && proxyAddress(owner, "https", proxy.https),
      HTTP_PROXY: proxy?.http && proxyAddress(owner, "http", proxy.http),
    },
    files: { ...(ca && { "ca.pem": { secret: ca } }), ...(https && certificateFiles(owner, https)) },
  };
}

function certificateFiles(owner: string, https: HttpsOptions): NonNullable<ClientEnvironment["files"]> {
  requirePresent(owner, "https.certificate", https.certificate, "give certificate and privateKey");
  requirePresent(owner, "https.privateKey", https.privateKey, "give certificate and privateKey");
  return {
    "tls.crt": { secret: checkedSecret(owner, "https.certificate", pemText, https.certificate) },
    "tls.key": { secret: checkedSecret(owner, "https.privateKey", pemText, https.privateKey) },
  };
}

function proxyAddress(owner: string, field: "http" | "https", value: SecretInput): SecretInput {
  requirePresent(owner, `proxy.${field}`, value, "give the proxy's address");
  return checkedSecret(owner, `proxy.${field}`, httpProxyUrl, value);
}

function noProxy(owner: string, proxy: ProxyOptions | undefined): pulumi.Input<string> | undefined {
  if (proxy?.noProxy === undefined) return undefined;
  const hosts = proxy.noProxy.map((host, index) =>
    checked(owner, `proxy.noProxy[${index}]`, noProxyHost, host),
  );
  return pulumi.all(hosts).apply((all) => all.join(","));
}
