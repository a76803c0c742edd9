import type { ClientType } from "./shared/client-type";
import { bothOrNone } from "./shared/combinations";
import { nexusEnvironment, NEXUS_RULES, type NexusFields } from "./shared/nexus";

/** A client for Sonatype Nexus Repository Manager 2. */
export interface Nexus2Settings extends NexusFields {
  /** The client type. */
  readonly type: "nexus2";
}

export const nexus2: ClientType<Nexus2Settings> = {
  type: "nexus2",
  title: "Nexus Repository Manager 2",
  scm: false,
  integrationTypes: [],
  credential: "user that may read the repositories, or anonymous access",
  source: "https://docs.snyk.io: Snyk Broker, Nexus Repository Manager, environment variables",
  rules: NEXUS_RULES,
  required: ["url"],
  example: ["url", "username", "password"],
  problem: (settings) => bothOrNone(settings, "username", "password"),
  environment: (settings) =>
    nexusEnvironment(settings, {
      downstream: "NEXUS2",
      repositories: "/nexus/content",
      status: "/nexus/service/local/status",
    }),
};
