/**
 * The integration types of Snyk's V1 API that a Broker can serve, with the empty form of the credentials that
 * turning the Broker off demands.
 * @see https://docs.snyk.io/snyk-api/reference/integrations-v1, "Update existing integration"
 */
export const BROKERED_TYPES = {
  acr: { username: "", password: "", registryBase: "" },
  "artifactory-cr": { username: "", password: "", registryBase: "" },
  "azure-repos": { token: "", url: "" },
  "bitbucket-server": { username: "", password: "", url: "" },
  "digitalocean-cr": { token: "" },
  "docker-hub": { username: "", password: "" },
  ecr: { region: "", roleArn: "" },
  gcr: { password: "", registryBase: "" },
  github: { token: "" },
  "github-cr": { username: "", password: "", registryBase: "" },
  "github-enterprise": { token: "", url: "" },
  gitlab: { token: "", url: "" },
  "gitlab-cr": { username: "", password: "", registryBase: "" },
  "google-artifact-cr": { password: "", registryBase: "" },
  "harbor-cr": { username: "", password: "", registryBase: "" },
  "nexus-cr": { username: "", password: "", registryBase: "" },
  "quay-cr": { username: "", password: "", registryBase: "" },
} as const satisfies Record<string, Record<string, string>>;

/**
 * An integration type that the API can enable a Broker for.
 * @useDeclaredType
 */
export type IntegrationType = keyof typeof BROKERED_TYPES;

export const INTEGRATION_TYPES = Object.keys(BROKERED_TYPES) as readonly IntegrationType[];

/** Types that users ask for and that cannot be brokered through the API, with what to do instead. */
const REFUSED_TYPES: Readonly<Record<string, string>> = {
  "bitbucket-cloud": `Snyk ships no Broker client for it; connect Bitbucket Cloud without a Broker`,
  jira: fromTheUi("jira"),
  artifactory: fromTheUi("artifactory"),
  nexus: fromTheUi("nexus"),
};

function fromTheUi(type: string): string {
  return (
    `Snyk's API cannot enable it; take the broker token from Snyk's web UI (or from Snyk support) and give it to ` +
    `a BrokerClient: new BrokerClient(name, { client: { type: "${type}", … }, brokerToken })`
  );
}

/**
 * Why a type cannot be brokered.
 * @returns a sentence without a full stop, or `undefined` when the type is fine.
 */
export function typeProblem(type: string): string | undefined {
  if (Object.hasOwn(BROKERED_TYPES, type)) return undefined;
  const refused = Object.hasOwn(REFUSED_TYPES, type) ? REFUSED_TYPES[type] : undefined;
  if (refused !== undefined) return `"${type}" cannot be brokered through the API: ${refused}`;
  return `"${type}" is not an integration type of Snyk; use one of ${INTEGRATION_TYPES.join(", ")}`;
}
