import { spawnSync } from "node:child_process";

/** What the entry point of Snyk's image for registries reads. */
const READ = [
  "BROKER_CLIENT_VALIDATION_URL",
  "CR_CREDENTIALS",
  "CR_TYPE",
  "CR_BASE",
  "CR_USERNAME",
  "CR_PASSWORD",
  "CR_TOKEN",
  "CR_ROLE_ARN",
  "CR_REGION",
  "CR_EXTERNAL_ID",
] as const;

/** An environment of a container. */
export type Variables = Readonly<Partial<Record<string, string>>>;

/** What the client gets to see of it. */
export interface HandedOn {
  readonly credentials: string;
  /** What the system check sends. */
  readonly validation: string;
}

/**
 * What that entry point does, in words of our own and with its weaknesses: nothing is escaped on the way into JSON, and
 * what the shell does to words that stand without quotes is done to the result.
 * @see https://github.com/snyk/broker, `bin/container-registry-agent/docker-entrypoint.sh`
 */
const ENTRY_POINT = `
enter() {
  local text
  if [[ -z "$CR_CREDENTIALS" ]]; then
    case "$CR_TYPE" in
      ecr) text=$(printf '{"type":"%s","roleArn":"%s","extra":{"region":"%s","externalId":"%s"}}' \\
        "$CR_TYPE" "$CR_ROLE_ARN" "$CR_REGION" "$CR_EXTERNAL_ID") ;;
      digitalocean-cr) text=$(as_user "$CR_TOKEN" "$CR_TOKEN") ;;
      *) text=$(as_user "$CR_USERNAME" "$CR_PASSWORD") ;;
    esac
    CR_CREDENTIALS=$(echo $text | base64 -w0)
  fi
  if [[ -n "$BROKER_CLIENT_VALIDATION_URL" ]]; then
    BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER=$CR_CREDENTIALS
  fi
}
as_user() {
  printf '{"type":"%s", "username":"%s", "password":"%s", "registryBase":"%s"}' "$CR_TYPE" "$1" "$2" "$CR_BASE"
}
set -eo pipefail
while IFS= read -r -d '' BROKER_CLIENT_VALIDATION_URL; do
  for name in ${READ.slice(1).join(" ")}; do IFS= read -r -d '' "$name"; done
  BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER=
  enter
  printf '%s\\0' "$CR_CREDENTIALS" "$BROKER_CLIENT_VALIDATION_AUTHORIZATION_HEADER"
done
`;

/** Runs the entry point with each of these environments, in one shell. */
export function enter(environments: readonly Variables[]): readonly HandedOn[] {
  const input = environments.map((each) => READ.map((name) => `${each[name] ?? ""}\0`).join("")).join("");
  const { status, stdout, stderr } = spawnSync("bash", ["-c", ENTRY_POINT], {
    cwd: __dirname, // some folder with files in it, as the client's home is
    encoding: "utf8",
    input,
    maxBuffer: 256 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`the entry point ended with ${String(status)}: ${stderr}`);
  const values = stdout.split("\0");
  return environments.map((_, index) => ({
    credentials: values[2 * index] ?? "",
    validation: values[2 * index + 1] ?? "",
  }));
}

/** Credentials as the registry agent reads them. @throws SyntaxError when they are no JSON */
export function decoded(credentials: string): unknown {
  return JSON.parse(Buffer.from(credentials, "base64").toString());
}
