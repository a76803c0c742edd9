/**
 * The 18 integration types of V1, each with the sets of credential fields that it accepts.
 * A field with "?" may be left out. Two sets where Snyk's own sources disagree.
 * @see https://docs.snyk.io: V1, "Add new integration"
 */
const CREDENTIALS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  github: [["token"]],
  "github-enterprise": [["token", "url"]],
  gitlab: [["token", "url?"]],
  "azure-repos": [
    ["username", "url"],
    ["token", "url"],
  ],
  "bitbucket-server": [["username", "password", "url"]],
  "bitbucket-cloud": [["username", "password"]],
  acr: [["username", "password", "registryBase"]],
  "artifactory-cr": [
    ["username", "password", "registryBase"],
    ["username", "url"],
  ],
  "docker-hub": [["username", "password"]],
  "digitalocean-cr": [["token"]],
  ecr: [["region", "roleArn"]],
  gcr: [["password", "registryBase"]],
  "github-cr": [["username", "password", "registryBase"]],
  "gitlab-cr": [["username", "password", "registryBase"]],
  "google-artifact-cr": [["password", "registryBase"]],
  "harbor-cr": [["username", "password", "registryBase"]],
  "nexus-cr": [["username", "password", "registryBase"]],
  "quay-cr": [["username", "password", "registryBase"]],
};

export const INTEGRATION_TYPES: readonly string[] = Object.keys(CREDENTIALS);

/** @returns what is wrong with the credentials of this type, or undefined when nothing is. */
export function credentialProblem(
  type: string,
  credentials: Readonly<Record<string, string>>,
  { allowEmpty }: { readonly allowEmpty: boolean },
): string | undefined {
  const choices = CREDENTIALS[type];
  if (!choices) return `unknown integration type ${type}`;
  const required = choices.map((fields) => fields.filter((field) => !field.endsWith("?")));
  const complete = required.some((fields) => fields.every((field) => credentials[field] !== undefined));
  if (!complete)
    return `credentials of ${type} need ${required.map((fields) => fields.join(", ")).join(" or ")}`;
  if (allowEmpty) return undefined;
  const empty = required.every((fields) => fields.some((field) => !credentials[field]));
  return empty ? `credentials of ${type} must not be empty` : undefined;
}
