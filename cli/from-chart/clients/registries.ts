import { UnusableFile } from "../../stack/json";
import type { Draft } from "../draft";
import type { Code, Fields } from "../program/code";
import { credential, ownCredential } from "./credential";
import { hostIn, requiredHost } from "./host";

const JSON_KEYS = ["gcr", "google-artifact-cr"];

/** Values that one kind of registry does not take, and why. */
const UNUSED: readonly {
  readonly path: string;
  readonly kinds: (kind: string) => boolean;
  readonly why: string;
}[] = [
  { path: "crBase", kinds: (kind) => kind === "ecr", why: "the chart does not read it for Amazon ECR" },
  {
    path: "crUsername",
    kinds: (kind) => ["ecr", "digitalocean-cr"].includes(kind),
    why: "the chart does not read it for this kind of registry",
  },
  ...["crRoleArn", "crRegion", "crExternalId"].map((path) => ({
    path,
    kinds: (kind: string) => kind !== "ecr",
    why: "the chart reads it for Amazon ECR alone",
  })),
];

/**
 * A container registry; the kind says which credentials there are.
 * @throws UnusableFile for a file that names no kind
 */
export function containerRegistry(draft: Draft): Fields {
  const { values } = draft;
  const registry = values.text("crType");
  if (registry === undefined) {
    throw new UnusableFile(
      "crType is missing, or the chart refuses it: name the kind of registry, such as harbor-cr.",
    );
  }
  for (const { path, kinds, why } of UNUSED) {
    if (kinds(registry)) values.leaveGiven(path, `${why}; leave it out`, "ignored");
  }
  return { type: "container-registry-agent", registry, ...fields(draft, registry) };
}

function fields(draft: Draft, registry: string): Fields {
  if (registry === "ecr") return ecr(draft);
  const base =
    registry === "docker-hub" ? hostIn(draft, "crBase") : requiredHost(draft, "crBase", "registryBase");
  if (registry === "digitalocean-cr") return { base, token: credential(draft, "registryToken") };
  if (JSON_KEYS.includes(registry)) return { base, password: jsonKey(draft) };
  const username = draft.required("crUsername", "registryUsername");
  return { base, username, password: password(draft, username) };
}

function ecr(draft: Draft): Fields {
  for (const path of [
    "crPassword",
    "crToken",
    "scmToken",
    "externalCredentialSecret.name",
    "externalCredentialSecret.key",
  ]) {
    draft.values.leaveGiven(
      path,
      "the chart gives the agent a role for Amazon ECR, and no secret; leave it out",
      "ignored",
    );
  }
  return {
    roleArn: draft.required("crRoleArn", "registryRoleArn"),
    region: draft.required("crRegion", "registryRegion"),
    ...(draft.values.isGiven("crExternalId") && {
      externalId: draft.configuration.secret("registryExternalId"),
    }),
  };
}

/** The image cannot escape a JSON key that it reads from a Secret. */
function jsonKey(draft: Draft): Code {
  draft.values.leaveGiven(
    "crUsername",
    "Google's registries have one name, _json_key, which this package gives",
  );
  return ownCredential(
    draft,
    "registryPassword",
    "Snyk's image makes invalid JSON of a JSON key in a Secret; the program takes the key from the configuration, or " +
      "write client.credentials with a Secret that holds the whole as the image takes it",
  );
}

/** Of quotes and backslashes beside a Secret the image makes invalid JSON. */
function password(draft: Draft, username: Code): Code {
  if (typeof username !== "string" || !/["\\]| {2}/.test(username))
    return credential(draft, "registryPassword");
  return ownCredential(
    draft,
    "registryPassword",
    "crUsername has a quote, a backslash or two blanks, of which Snyk's image makes invalid JSON beside a Secret; the " +
      "program takes the password from the configuration",
  );
}
