import type { ChartValues } from "../../../dev/chart/model";
import type { Setting } from "../../../cli/from-chart/program/configuration";

/** Which value of a file its reader puts into which setting of the program. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  azureToken: ["azureReposToken"],
  bitbucketPassword: ["scmToken", "bitbucketPassword"],
  bitbucketToken: ["bitbucketPat"],
  brokerToken: ["brokerToken"],
  caCertificates: ["caCertFile"],
  githubToken: ["scmToken"],
  gitlabToken: ["scmToken"],
  httpProxy: ["httpProxy"],
  httpsProxy: ["httpsProxy"],
  jiraPassword: ["jiraPassword"],
  jiraToken: ["jiraPat"],
  registryExternalId: ["crExternalId"],
  registryPassword: ["crPassword"],
  registryToken: ["crToken"],
  snykToken: ["snykToken"],
  sonarqubeToken: ["sonarqubeApiToken"],
};

const UUID = "00000000-0000-4000-8000-000000000000";

/** The configuration of a program, as its reader writes it from the values. */
export function configurationOf(
  settings: readonly Setting[],
  values: ChartValues,
): Readonly<Record<string, string>> {
  return Object.fromEntries(settings.map(({ name }) => [name, valueOf(name, values)]));
}

function valueOf(name: string, values: ChartValues): string {
  const path = SOURCES[name]?.find((each) => values[each] !== undefined);
  if (path !== undefined) return values[path] as string;
  const [, number] = /^(?:github|gitlab)Token(\d)$/.exec(name) ?? [];
  if (number !== undefined)
    return ((values["scmTokenPool"] as string | undefined) ?? "a,b").split(",")[Number(number) - 1]!;
  if (name === "artifactoryPassword" || name === "nexusPassword") return "canary-p@ss";
  if (name === "checkmarxPassword") return "canary-checkmarx";
  if (name === "someToken") return "canary-variable";
  if (name === "brokerToken" || name === "snykToken") return UUID;
  throw new Error(`nobody knows what to put into ${name}`);
}
