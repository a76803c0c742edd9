import * as pulumi from "@pulumi/pulumi";
import type { ClientEnvironment } from "../inputs/environment";
import type { ProxyOptions } from "../inputs/proxy-options";
import { isSecretReference, type SecretInput } from "../inputs/secret-input";
import { checked, checkedSecret, requirePresent } from "../validation/validate";
import { httpProxyUrl, noProxyHost } from "../validation/value-rules";

/**
 * Variables for a proxy.
 * @param prefix of the field in messages, such as `registryAgent.`
 * @throws InvalidInput
 */
export function proxyEnvironment(
  owner: string,
  prefix: string,
  proxy: ProxyOptions | undefined,
): ClientEnvironment {
  if (proxy === undefined) return { plain: {}, secret: {} };
  const address = (field: "http" | "https", value: SecretInput): SecretInput => {
    requirePresent(owner, `${prefix}proxy.${field}`, value, "give the proxy's address");
    return checkedSecret(owner, `${prefix}proxy.${field}`, httpProxyUrl, value);
  };
  const direct = (proxy.noProxy ?? []).map((host, index) =>
    checked(owner, `${prefix}proxy.noProxy[${index}]`, noProxyHost, host),
  );
  return {
    plain: { NO_PROXY: joined(direct) },
    secret: {
      HTTPS_PROXY: address("https", proxy.https),
      HTTP_PROXY: proxy.http && address("http", proxy.http),
    },
  };
}

function joined(hosts: readonly pulumi.Input<string>[]): pulumi.Output<string> | undefined {
  if (hosts.length === 0) return undefined;
  return pulumi.all([...hosts]).apply((all) => [...new Set(all)].join(","));
}

/**
 * A proxy gets every request, also those to Services in the cluster, unless their hosts are exempt from it.
 * @param hosts reached without it, beside the user's
 */
export function around(
  proxy: ProxyOptions | undefined,
  hosts: readonly pulumi.Input<string>[],
): ProxyOptions | undefined {
  return proxy && { ...proxy, noProxy: [...(proxy.noProxy ?? []), ...hosts] };
}

/**
 * What to know of a proxy that is spoken to over TLS, which few are: most often the scheme was taken from the address
 * that is to be reached.
 * @see https://github.com/snyk/broker/issues/573
 */
export function proxyNotes(
  prefix: string,
  proxy: ProxyOptions | undefined,
): readonly pulumi.Input<string | undefined>[] {
  return (["https", "http"] as const).flatMap((field) => {
    const value = proxy?.[field];
    if (value === undefined || isSecretReference(value)) return [];
    return [pulumi.output(value).apply((address) => overTls(`${prefix}proxy.${field}`, address))];
  });
}

function overTls(field: string, address: string): string | undefined {
  if (!/^https:/i.test(address)) return undefined;
  return (
    `${field} begins with "https://": the proxy itself must then speak TLS on that port. A proxy that does not gives ` +
    `"wrong version number"; for such a one write "http://", also on the way to https addresses.`
  );
}
