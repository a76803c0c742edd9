import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { FileContent } from "../inputs/environment";
import type { PodOptions } from "../inputs/kubernetes-options";
import { containerManifest } from "./container";
import { fileVolume } from "./files";
import type { ObjectIdentity } from "./names";
import { podTemplate } from "./pod";
import type { Probes } from "./probes";
import type { SecurityShape } from "./security";

export interface AgentShape extends ObjectIdentity {
  /** Name of the container. */
  readonly container: string;
  readonly image: pulumi.Input<string>;
  readonly port: number;
  readonly replicas: number;
  readonly env: readonly k8s.types.input.core.v1.EnvVar[];
  readonly files: Readonly<Record<string, FileContent>>;
  /** Name of the Secret with what we keep ourselves. */
  readonly secretName: pulumi.Input<string> | undefined;
  readonly resources: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  /** Size of the folder for temporary files, bytes: "2Gi". */
  readonly scratch: string;
  readonly readOnlyRoot: boolean;
  readonly probes: Probes;
  readonly serviceAccountName: pulumi.Input<string> | undefined;
  readonly options: PodOptions;
}

/** The Deployment of a helper that a client talks to. It belongs to no generation, because it holds no broker token. */
export function agentManifest(shape: AgentShape): k8s.apps.v1.DeploymentArgs {
  const { name, namespace, labels, selector, image, options } = shape;
  const { openshift = false, runAsUser } = options;
  const security: SecurityShape = { openshift, runAsUser, readOnlyRoot: shape.readOnlyRoot };
  const files = fileVolume(shape.files, { secret: shape.secretName, configMap: undefined });
  const container = containerManifest({
    name: shape.container,
    image,
    env: shape.env,
    port: { name: "http", number: shape.port },
    resources: shape.resources,
    security,
    mounts: files.mounts,
    probes: shape.probes,
    options,
  });
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas: shape.replicas,
      revisionHistoryLimit: 2,
      selector: { matchLabels: selector },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: podTemplate({
        labels: { ...labels, ...selector },
        annotations: {},
        selector,
        image,
        container,
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: shape.scratch } }, ...files.volumes],
        security,
        serviceAccountName: shape.serviceAccountName,
        options,
      }),
    },
  };
}
