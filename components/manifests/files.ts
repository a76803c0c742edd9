import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import {
  type ConfigInput,
  FILES_FOLDER,
  type FileContent,
  isConfigMapReference,
} from "../inputs/environment";
import { isSecretReference, type SecretInput } from "../inputs/secret-input";

type Projection = k8s.types.input.core.v1.VolumeProjection;
type Volume = k8s.types.input.core.v1.Volume;
type Mount = k8s.types.input.core.v1.VolumeMount;

type Files = Readonly<Record<string, FileContent>>;

/** Files that go into the Secret of our own, by name. */
export function secretFiles(files: Files): Record<string, SecretInput> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([name, file]) => ("secret" in file ? [[name, file.secret]] : [])),
  );
}

/** Files that go into the ConfigMap of our own, by name. */
export function ownConfigFiles(files: Files): Record<string, pulumi.Input<string>> {
  const isText = (config: ConfigInput): config is pulumi.Input<string> => !isConfigMapReference(config);
  return Object.fromEntries(
    Object.entries(files).flatMap(([name, file]) =>
      "config" in file && isText(file.config) ? [[name, file.config]] : [],
    ),
  );
}

export interface OwnObjects {
  /** Name of the Secret that holds the files that we keep. */
  readonly secret: pulumi.Input<string> | undefined;
  /** Name of the ConfigMap that holds the files that we keep. */
  readonly configMap: pulumi.Input<string> | undefined;
}

/** One folder with all files, wherever each is kept. */
export function fileVolume(files: Files, own: OwnObjects): { volumes: Volume[]; mounts: Mount[] } {
  const sources = Object.entries(files).map(([name, file]) => projection(name, file, own));
  if (sources.length === 0) return { volumes: [], mounts: [] };
  return {
    // Readable for the pod's group, which is the container's user's.
    volumes: [{ name: "files", projected: { defaultMode: 0o440, sources } }],
    mounts: [{ name: "files", mountPath: FILES_FOLDER, readOnly: true }],
  };
}

function projection(path: string, file: FileContent, own: OwnObjects): Projection {
  if ("secret" in file) {
    return isSecretReference(file.secret)
      ? { secret: { name: file.secret.fromSecretName, items: [{ key: file.secret.key, path }] } }
      : { secret: { name: own.secret, items: [{ key: path, path }] } };
  }
  return isConfigMapReference(file.config)
    ? { configMap: { name: file.config.fromConfigMapName, items: [{ key: file.config.key, path }] } }
    : { configMap: { name: own.configMap, items: [{ key: path, path }] } };
}

/** The volume of the Secrets Store CSI driver, mounted so that the driver makes its Secrets. */
export function csiVolume(className: pulumi.Input<string> | undefined): {
  volumes: Volume[];
  mounts: Mount[];
} {
  if (className === undefined) return { volumes: [], mounts: [] };
  const csi = {
    driver: "secrets-store.csi.k8s.io",
    readOnly: true,
    volumeAttributes: { secretProviderClass: className },
  };
  return {
    volumes: [{ name: "secrets-store", csi }],
    mounts: [{ name: "secrets-store", mountPath: "/mnt/secrets-store", readOnly: true }],
  };
}
