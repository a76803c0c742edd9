import * as pulumi from "@pulumi/pulumi";
import type * as ConfigurationModule from "../../process/configuration";
import type * as ConnectionsModule from "../../process/connections";
import type { Connection, Connections } from "../../process/connections";

/** Which organizations are wanted. */
export interface GetOrganizationsArgs {
  /** Group whose organizations are wanted, a UUID: Snyk's web UI, group Settings → General. */
  readonly groupId: string;
  /** Only organizations whose name contains this text, in upper or lower case. @default all of the group */
  readonly name?: string;
  /** Another tenant or region than the configured one. @default the configuration */
  readonly api?: Connection;
}

/** One organization of a group. */
export interface FoundOrganization {
  /** A UUID. */
  readonly id: string;
  /** Display name. */
  readonly name: string;
  /** The name as it stands in the organization's URL; no two have the same. */
  readonly slug: string;
}

/**
 * Finds the organizations of a group that the API key sees, by name. It asks Snyk whenever the program runs, in
 * previews too: one call for every 100 organizations.
 *
 * ```ts
 * const teams = await getOrganizations({ groupId, name: "team-" });
 * new Broker("gitlab", { integration, client, organizations: teams.map(({ id }) => id) });
 * ```
 * @throws SnykApiError when the API key may not list the group's organizations
 * @see https://docs.snyk.io/snyk-api/reference/orgs, "List all organizations in group"
 */
export async function getOrganizations(args: GetOrganizationsArgs): Promise<readonly FoundOrganization[]> {
  const { api } = programConnections().open(args.api);
  const found = await api.listGroupOrganizations(args.groupId, args.name);
  return found
    .map(({ id, name, slug }) => ({ id, name, slug }))
    .sort((one, other) => one.slug.localeCompare(other.slug, "en"));
}

let connections: Connections | undefined;

/** The program's own clients, one rate limit for all calls of the program. */
function programConnections(): Connections {
  connections ??= openConnections();
  return connections;
}

/** Loaded when it is asked for: HTTP client and schemas take their time to load, and few programs need them. */
function openConnections(): Connections {
  /* eslint-disable @typescript-eslint/no-require-imports -- `import()` is not synchronous */
  const connecting = require("../../process/connections") as typeof ConnectionsModule;
  const configuring = require("../../process/configuration") as typeof ConfigurationModule;
  /* eslint-enable */
  return new connecting.Connections(
    readConfig,
    configuring.readConfiguration(readConfig),
    (text, remedy) => void pulumi.log.warn(`${text} ${remedy}`),
  );
}

/** @param key whole, such as `snyk-broker:apiToken` */
function readConfig(key: string): string | undefined {
  const [namespace = "", ...name] = key.split(":");
  return new pulumi.Config(namespace).get(name.join(":"));
}
