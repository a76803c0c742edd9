import type { IntegrationType } from "../../../provider/snyk/integration-types";

type Field = "base" | "username" | "password" | "token" | "roleArn" | "region" | "externalId";

interface Registry {
  readonly needs: readonly Field[];
  readonly takes?: readonly Field[];
}

const USER: Registry = { needs: ["base", "username", "password"] };
const JSON_KEY: Registry = { needs: ["base", "password"] };

/**
 * Which credentials each kind of registry is read with.
 * @see https://docs.snyk.io: "Snyk Container Registry Agent", environment variables
 */
export const REGISTRIES = {
  acr: USER,
  "artifactory-cr": USER,
  "digitalocean-cr": { needs: ["base", "token"] },
  "docker-hub": { needs: ["username", "password"], takes: ["base"] },
  ecr: { needs: ["roleArn", "region"], takes: ["externalId"] },
  gcr: JSON_KEY,
  "github-cr": USER,
  "gitlab-cr": USER,
  "google-artifact-cr": JSON_KEY,
  "harbor-cr": USER,
  "nexus-cr": USER,
  "quay-cr": USER,
} as const satisfies Partial<Record<IntegrationType, Registry>>;

/** User name of registries that are read with a JSON key. */
export const JSON_KEY_USER = "_json_key";

/** True for registries that are read with a JSON key. */
export function takesJsonKey(kind: RegistryKind): boolean {
  const registry: Registry = REGISTRIES[kind];
  return registry === JSON_KEY;
}

/**
 * Kind of container registry, as Snyk names its integration type.
 * @useDeclaredType
 */
export type RegistryKind = keyof typeof REGISTRIES;

/** Fields of which `credentials` takes the place. */
const REPLACED: readonly Field[] = ["username", "password", "token", "roleArn", "region", "externalId"];

const FIELDS: readonly Field[] = ["base", ...REPLACED];

/** What is wrong with the credentials of a registry, as a phrase with the remedy. */
export function registryProblem(
  settings: { readonly registry: string } & Readonly<Partial<Record<Field | "credentials", unknown>>>,
): string | undefined {
  const { registry: kind } = settings;
  if (!Object.hasOwn(REGISTRIES, kind)) {
    return `client.registry "${kind}" is not a kind of registry; use one of ${Object.keys(REGISTRIES).join(", ")}`;
  }
  if (settings.credentials !== undefined) {
    const beside = REPLACED.find((field) => settings[field] !== undefined);
    return beside && `client.${beside} and client.credentials are mutually exclusive; leave one out`;
  }
  const registry: Registry = REGISTRIES[kind as RegistryKind];
  const missing = registry.needs.find((field) => settings[field] === undefined);
  if (missing !== undefined) return `client.${missing} is missing; a registry of kind "${kind}" needs it`;
  const fits = [...registry.needs, ...(registry.takes ?? [])];
  const extra = FIELDS.find((field) => settings[field] !== undefined && !fits.includes(field));
  if (extra === undefined) return undefined;
  return `client.${extra} is not used by a registry of kind "${kind}", which takes ${fits.join(", ")}; leave it out`;
}
