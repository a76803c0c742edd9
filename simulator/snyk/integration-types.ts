/**
 * The 18 integration types of V1, each with the credential fields that it demands; a field with "?" may be left out.
 * @see https://docs.snyk.io: V1, "Add new integration"
 */
const CREDENTIALS: Readonly<Record<string, readonly string[]>> = {
  github: ["token"],
  "github-enterprise": ["token", "url"],
  gitlab: ["token", "url?"],
  "azure-repos": ["token", "url"],
  "bitbucket-server": ["username", "password", "url"],
  "bitbucket-cloud": ["username", "password"],
  acr: ["username", "password", "registryBase"],
  "artifactory-cr": ["username", "password", "registryBase"],
  "docker-hub": ["username", "password"],
  "digitalocean-cr": ["token"],
  ecr: ["region", "roleArn"],
  gcr: ["password", "registryBase"],
  "github-cr": ["username", "password", "registryBase"],
  "gitlab-cr": ["username", "password", "registryBase"],
  "google-artifact-cr": ["password", "registryBase"],
  "harbor-cr": ["username", "password", "registryBase"],
  "nexus-cr": ["username", "password", "registryBase"],
  "quay-cr": ["username", "password", "registryBase"],
};

export const INTEGRATION_TYPES: readonly string[] = Object.keys(CREDENTIALS);

/** @returns what is wrong with the credentials of this type, or undefined when nothing is. */
export function credentialProblem(
  type: string,
  credentials: Readonly<Record<string, string>>,
  { allowEmpty }: { readonly allowEmpty: boolean },
): string | undefined {
  const fields = CREDENTIALS[type];
  if (!fields) return `unknown integration type ${type}`;
  const required = fields.filter((field) => !field.endsWith("?"));
  if (required.some((field) => credentials[field] === undefined))
    return `credentials of ${type} need ${required.join(", ")}`;
  if (allowEmpty || required.every((field) => credentials[field])) return undefined;
  return `credentials of ${type} must not be empty`;
}
