import * as pulumi from "@pulumi/pulumi";
import { defined } from "./defined";
import type { SecretInput } from "./secret-input";

/** What a Broker client is configured with: environment variables and files, by where they are kept. */
export interface ClientEnvironment {
  /** In plain text in the Deployment. A value may name a secret variable, `$GITLAB_TOKEN`: the client expands it. */
  readonly plain: Readonly<Record<string, pulumi.Input<string> | undefined>>;
  /** In a Secret. */
  readonly secret: Readonly<Record<string, SecretInput | undefined>>;
  /** Files under `filePath`, by name. */
  readonly files?: Readonly<Record<string, FileContent>>;
}

/** Where a file's content is kept: in a Secret, or in a ConfigMap where a preview can show a change. */
export type FileContent = { readonly secret: SecretInput } | { readonly config: ConfigInput };

/** A file in a ConfigMap that exists already. */
export interface ConfigMapReference {
  /** Name of the ConfigMap, in the namespace of the client. */
  readonly fromConfigMapName: pulumi.Input<string>;
  /** Key in that ConfigMap. */
  readonly key: pulumi.Input<string>;
}

/** Text that is not secret, or the place in the cluster where it is kept. */
export type ConfigInput = pulumi.Input<string> | ConfigMapReference;

export function isConfigMapReference(value: unknown): value is ConfigMapReference {
  return (
    typeof value === "object" &&
    value !== null &&
    !pulumi.Output.isInstance(value) &&
    "fromConfigMapName" in value
  );
}

/** Port on which the client serves webhooks and health checks, unless told otherwise. */
export const CLIENT_PORT = 8000;

/** Path of the health check of clients and agents, unless told otherwise. */
export const HEALTHCHECK_PATH = "/healthcheck";

/** The variable that holds the broker token. */
export const TOKEN_VARIABLE = "BROKER_TOKEN";

/** Folder of the files of a client. Not in its home, where a mount would hide the image's own files. */
export const FILES_FOLDER = "/etc/snyk-broker";

/** Path of a file inside the container. */
export function filePath(name: string): string {
  return `${FILES_FOLDER}/${name}`;
}

/** All parts as one; later ones win, except where they leave a value undefined. */
export function mergeEnvironments(parts: readonly ClientEnvironment[]): Required<ClientEnvironment> {
  return {
    plain: merged(parts.map((part) => part.plain)),
    secret: merged(parts.map((part) => part.secret)),
    files: merged(parts.map((part) => part.files ?? {})),
  };
}

function merged<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.fromEntries(records.flatMap((record) => Object.entries(defined(record))));
}

/** Addresses, port and path that every client needs, whatever its type. */
export interface CommonSettings {
  /** Address of the Broker server that the client dials. */
  readonly brokerServerUrl: pulumi.Input<string>;
  /** Address of the Snyk API: the dispatcher of high-availability mode, and the way for webhooks while no tunnel is up. */
  readonly dispatcherUrl: pulumi.Input<string>;
  /** Address at which the SCM reaches this client. */
  readonly brokerClientUrl: pulumi.Input<string>;
  /** Port on which the client serves. */
  readonly port: number;
  readonly healthCheckPath: string;
}

/** What every client type has. */
export function commonEnvironment(settings: CommonSettings): ClientEnvironment {
  return {
    plain: {
      // Exactly this name makes the client add the rules for code, IaC and pull requests to those of the image.
      ACCEPT: "accept.json",
      BROKER_CLIENT_URL: settings.brokerClientUrl,
      BROKER_DISPATCHER_BASE_URL: settings.dispatcherUrl,
      BROKER_HEALTHCHECK_PATH: settings.healthCheckPath,
      BROKER_SERVER_URL: settings.brokerServerUrl,
      PORT: String(settings.port),
    },
    secret: {},
  };
}
