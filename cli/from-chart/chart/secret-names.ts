/** Names that the chart makes up, of Secrets and other objects. */
import type { Values } from "../reading/values";

const LONGEST = 63;

/** A name with the release's behind it, unless the file turns that off. @returns undefined where the release is not known */
export function withSuffix(name: string, values: Values, release: string | undefined): string | undefined {
  if (values.isOn("disableSuffixes")) return name;
  return release === undefined ? undefined : `${name}-${release}`;
}

/** What objects are named after that are not the client's own. */
export function fullName(values: Values, release: string | undefined): string | undefined {
  const whole = values.text("fullnameOverride");
  if (whole !== undefined) return cut(whole);
  if (release === undefined) return undefined;
  const name = values.text("nameOverride") ?? "snyk-broker";
  return cut(release.includes(name) ? release : `${release}-${name}`);
}

/** Name of the Secret with certificates or a key. */
export function genericSecretName(
  kind: "cacert-secret" | "tls-secret",
  values: Values,
  release: string | undefined,
): string | undefined {
  if (values.isOn("disableSuffixes")) return `snyk-broker-${kind}`;
  const name = fullName(values, release);
  return name === undefined ? undefined : `${name}-${kind}`;
}

function cut(name: string): string {
  return name.slice(0, LONGEST).replace(/-$/, "");
}
