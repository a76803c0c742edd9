import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import type { BrokerClientArgs } from "./broker-client-args";
import { type ClientPlan, planClient } from "./plan";
import { FILES_FOLDER, TOKEN_VARIABLE } from "../inputs/environment";
import { InvalidInput } from "../validation/invalid-input";
import { ownValues } from "../manifests/env-vars";
import { ownConfigFiles, secretFiles } from "../manifests/files";
import { tokenObjectName } from "../manifests/names";
import { wholeNumber } from "../validation/value-rules";
import { isSecretReference } from "../inputs/secret-input";
import { requireValid } from "../validation/validate";

/** Options of a client that have nothing to do with Kubernetes. */
export type DockerClientArgs = Pick<
  BrokerClientArgs,
  | "accept"
  | "acceptRules"
  | "apiUrl"
  | "brokerClientUrl"
  | "brokerServerUrl"
  | "brokerToken"
  | "caCertificates"
  | "client"
  | "commitSigning"
  | "containerPort"
  | "digest"
  | "environment"
  | "healthCheckPath"
  | "https"
  | "image"
  | "insecureDownstream"
  | "integration"
  | "ipv6Check"
  | "logLevel"
  | "metrics"
  | "preflightChecks"
  | "proxy"
  | "region"
  | "resourceName"
  | "secretEnvironment"
  | "tokenGeneration"
  | "tokenName"
  | "version"
> & {
  /**
   * Port of the host at which the SCM reaches the client. During a rotation two clients run, and each needs a port
   * of its own.
   * @default none: the client cannot be reached
   */
  readonly hostPort?: number;
};

/** A client for Docker, as files. */
export interface DockerFiles {
  /** Name of container and folder, with the generation: `broker-gitlab-g1-k3x9qd`. */
  readonly name: pulumi.Output<string>;
  /** `compose.yaml`, without a secret; for Compose 2.30 and above. */
  readonly composeFile: pulumi.Output<string>;
  /** The same as one `docker run` command, to be run in the folder; without a secret. */
  readonly runCommand: pulumi.Output<string>;
  /**
   * Every file of the folder by its path, `compose.yaml` among them; secret. `client.env` and the files below
   * `files/` hold the credentials: keep them out of version control, and the folder to yourself (mode 0700). Below
   * `files/` everybody must be able to read (0755, files 0644): the container's user is none of yours, and ends at start
   * where it cannot.
   */
  readonly files: pulumi.Output<Record<string, string>>;
}

function healthcheck({ portNumber, healthCheckPath }: ClientPlan): string {
  return (
    `const s=process.env.HTTPS_CERT?"https":"http";process.env.NODE_TLS_REJECT_UNAUTHORIZED="0";` +
    `fetch(s+"://127.0.0.1:${portNumber}${healthCheckPath}").then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`
  );
}

/**
 * A Broker client for those who run no Kubernetes: a Compose file, a `docker run` command and the environment.
 * Nothing is registered, so nothing is in the state; an exported `files` is stored encrypted.
 *
 * ```ts
 * export const { files } = dockerFiles("gitlab", { integration, client: { type: "gitlab", host, token } });
 * // pulumi stack output files --show-secrets --json
 * ```
 * @throws InvalidInput for arguments that cannot work, and for secrets that are only in Kubernetes
 */
export function dockerFiles(name: string, args: DockerClientArgs): DockerFiles {
  const owner = `dockerFiles "${name}"`;
  if (args.hostPort !== undefined) requireValid(owner, "hostPort", wholeNumber(1, 65535), args.hostPort);
  checkAgent(owner, args);
  const plan = planClient(owner, name, args);
  const container = tokenObjectName(plan.name, plan.tokenName);
  const composeFile = pulumi
    .all([container, plan.image])
    .apply(([service, image]) => stringify(compose(service, image, plan, args.hostPort), { lineWidth: 0 }));
  const runCommand = pulumi
    .all([container, plan.image])
    .apply(([service, image]) => dockerRun(service, image, plan, args.hostPort));
  const files = pulumi
    .all([composeFile, environmentFile(owner, plan), mountedFiles(owner, plan)])
    .apply(([composeText, env, mounted]): Record<string, string> => ({
      "compose.yaml": composeText,
      "client.env": env,
      ...mounted,
    }));
  return { name: container, composeFile, runCommand, files: pulumi.secret(files) };
}

/** Beside a container runs what its owner starts. */
function checkAgent(owner: string, { client }: DockerClientArgs): void {
  if (client.type !== "container-registry-agent" || client.agentUrl !== undefined) return;
  throw new InvalidInput(
    owner,
    "client.agentUrl is missing; run Snyk's Container Registry Agent in a container of its own, and give its address",
  );
}

function hasFiles(plan: ClientPlan): boolean {
  return Object.keys(plan.environment.files).length > 0;
}

function compose(service: string, image: string, plan: ClientPlan, hostPort: number | undefined): object {
  return {
    services: {
      [service]: {
        image,
        container_name: service,
        restart: "unless-stopped",
        // Values are taken as they stand: the client itself puts secrets in the place of their names.
        env_file: [{ path: "client.env", format: "raw" }],
        ...(hostPort !== undefined && { ports: [`${hostPort}:${plan.portNumber}`] }),
        ...(hasFiles(plan) && { volumes: [`./files:${FILES_FOLDER}:ro`] }),
        read_only: true,
        tmpfs: ["/tmp"],
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        mem_limit: "512m",
        stop_grace_period: "30s",
        healthcheck: {
          test: ["CMD", "node", "-e", healthcheck(plan)],
          interval: "15s",
          timeout: "5s",
          retries: 4,
        },
        networks: { default: { aliases: [plan.name] } },
      },
    },
  };
}

function dockerRun(service: string, image: string, plan: ClientPlan, hostPort: number | undefined): string {
  return [
    `docker run --detach --name ${service} --restart unless-stopped --env-file client.env`,
    ...(hostPort === undefined ? [] : [`--publish ${hostPort}:${plan.portNumber}`]),
    ...(hasFiles(plan) ? [`--volume "$PWD/files:${FILES_FOLDER}:ro"`] : []),
    "--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --memory 512m",
    image,
  ].join(" ");
}

function environmentFile(owner: string, plan: ClientPlan): pulumi.Output<string> {
  const secrets = { [TOKEN_VARIABLE]: plan.brokerToken, ...plan.environment.secret };
  refuseReferences(owner, secrets);
  const plain = Object.fromEntries(
    Object.entries(plan.environment.plain).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
  return pulumi.output({ ...ownValues(secrets), ...plain }).apply((variables) =>
    Object.entries(variables)
      // The client reads an armored key of one line as well as one of many; a file of variables has only lines.
      .map(([key, value]) => `${key}=${value.trim().replaceAll("\n", "\\n")}\n`)
      .join(""),
  );
}

function mountedFiles(owner: string, plan: ClientPlan): pulumi.Output<Record<string, string>> {
  const { files } = plan.environment;
  refuseReferences(owner, secretFiles(files));
  const own = { ...ownValues(secretFiles(files)), ...ownConfigFiles(files) };
  const missing = Object.keys(files).find((file) => !Object.hasOwn(own, file));
  if (missing !== undefined) {
    throw new InvalidInput(owner, `${missing} is in a ConfigMap, which Docker cannot read; give its content`);
  }
  return pulumi
    .output(own)
    .apply((texts) =>
      Object.fromEntries(Object.entries(texts).map(([file, text]) => [`files/${file}`, text])),
    );
}

function refuseReferences(owner: string, values: Readonly<Record<string, unknown>>): void {
  const reference = Object.entries(values).find(([, value]) => isSecretReference(value));
  if (reference !== undefined) {
    throw new InvalidInput(
      owner,
      `${reference[0]} is in a Kubernetes Secret, which Docker cannot read; give its value`,
    );
  }
}
