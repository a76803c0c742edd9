import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Deployment } from "./manifests";

/**
 * What a machine without containers adds to the environment of the manifests. Only the file of rules is part of the
 * image; the rest says that nothing here speaks TLS, has a fixed port, or may ask the internet.
 *
 * @param folder gets the file of rules that Snyk's image has for this kind of client
 */
export function localVariables(clientType: string, folder: string): Readonly<Record<string, string>> {
  const snykBroker = dirname(createRequire(__filename).resolve("snyk-broker/package.json"));
  const rules = join(folder, "accept.json");
  copyFileSync(join(snykBroker, "dist/client-templates", clientType, "accept.json.sample"), rules);
  return {
    ACCEPT: rules,
    PORT: "0",
    INSECURE_DOWNSTREAM: "true",
    PREFLIGHT_CHECKS_ENABLED: "false",
    IPV6_CONNECTIVITY_CHECK_ENABLED: "false",
  };
}

/** The environment of the container, as the manifests have it. */
export function containerEnvironment({ variables }: Deployment): Record<string, string> {
  return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
}
