import type { ClientType } from "./shared/client-type";
import { bothOrNone } from "./shared/combinations";
import { nexusEnvironment, NEXUS_RULES, type NexusFields } from "./shared/nexus";

/** A client for Sonatype Nexus Repository Manager 3. */
export interface NexusSettings extends NexusFields {
  /** The client type. */
  readonly type: "nexus";
}

export const nexus: ClientType<NexusSettings> = {
  type: "nexus",
  title: "Nexus Repository Manager 3",
  scm: false,
  integrationTypes: [],
  credential: "user that may read the repositories, with the privilege `nx-metrics-all` for the system check",
  source: "https://docs.snyk.io: Snyk Broker, Nexus Repository Manager, environment variables",
  rules: NEXUS_RULES,
  required: ["url"],
  example: ["url", "username", "password"],
  problem: (settings) => bothOrNone(settings, "username", "password"),
  environment: (settings) =>
    nexusEnvironment(settings, {
      downstream: "NEXUS",
      repositories: "/repository",
      // The detailed status is refused to anonymous users.
      status: settings.username === undefined ? "/service/rest/v1/status" : "/service/rest/v1/status/check",
    }),
};
