import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { FileContent } from "../inputs/environment";
import type { PodOptions } from "../inputs/kubernetes-options";
import type { Labels } from "./names";
import { csiVolume, fileVolume, type OwnObjects } from "./files";
import { containerManifest } from "./container";
import { podTemplate } from "./pod";
import { clientProbes } from "./probes";
import type { SecurityShape } from "./security";
import type { PortName } from "./service";

type EnvVar = k8s.types.input.core.v1.EnvVar;

export interface DeploymentShape {
  readonly name: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string> | undefined;
  /** Labels of the Deployment and of its pods. */
  readonly labels: Labels;
  /** Labels that select its pods, which have them too. */
  readonly selector: pulumi.Output<Readonly<Record<string, string>>>;
  readonly annotations: Labels;
  readonly replicas: number;
  readonly maxSurge: 0 | 1;
  readonly image: pulumi.Input<string>;
  readonly port: PortName;
  readonly portNumber: number;
  readonly healthCheckPath: string;
  readonly env: readonly EnvVar[];
  readonly files: Readonly<Record<string, FileContent>>;
  /** Names of our own Secret and ConfigMap with files. */
  readonly fileObjects: OwnObjects;
  readonly secretProviderClass: pulumi.Input<string> | undefined;
  readonly serviceAccountName: pulumi.Input<string> | undefined;
  readonly resources: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  readonly options: PodOptions;
}

/**
 * Snyk's documented minimum is 1 CPU and 256 MB. The CPU is a limit, not a request: a client idles most of the day,
 * and two generations run side by side during a rotation.
 * @see https://docs.snyk.io: "Prepare Snyk Broker for deployment"
 */
export const DEFAULT_RESOURCES = {
  requests: { cpu: "250m", memory: "256Mi", "ephemeral-storage": "64Mi" },
  limits: { cpu: "1", memory: "512Mi", "ephemeral-storage": "256Mi" },
} as const;

/**
 * Seconds that a pod goes on serving after it was told to stop. What the client makes of the signal after that depends on
 * the image: as the first process of its container it ignores it until it is killed, under an init process it drops its
 * requests at once.
 */
const DRAIN_SECONDS = 10;

/** The Deployment of one generation. */
export function deploymentManifest(shape: DeploymentShape): k8s.apps.v1.DeploymentArgs {
  const { name, namespace, labels, selector, maxSurge } = shape;
  const { openshift = false, runAsUser } = shape.options;
  const security: SecurityShape = { openshift, runAsUser, readOnlyRoot: true };
  const files = fileVolume(shape.files, shape.fileObjects);
  const csi = csiVolume(shape.secretProviderClass);
  const container = containerManifest({
    name: "broker",
    image: shape.image,
    env: shape.env,
    port: { name: shape.port, number: shape.portNumber },
    lifecycle: { preStop: { exec: { command: ["sleep", String(DRAIN_SECONDS)] } } },
    resources: shape.resources,
    security,
    mounts: [...files.mounts, ...csi.mounts],
    probes: clientProbes(shape.port, shape.healthCheckPath),
    options: shape.options,
  });
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas: shape.replicas,
      revisionHistoryLimit: 2,
      selector: { matchLabels: selector },
      // With a surge there are never fewer clients than asked for: a new one is connected before an old one goes.
      strategy: {
        type: "RollingUpdate",
        rollingUpdate: { maxSurge, maxUnavailable: maxSurge === 0 ? 1 : 0 },
      },
      template: podTemplate({
        labels: pulumi.all([labels, selector]).apply((all) => Object.assign({}, ...all) as Labels),
        annotations: shape.annotations,
        selector,
        image: shape.image,
        container,
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }, ...files.volumes, ...csi.volumes],
        security,
        serviceAccountName: shape.serviceAccountName,
        options: shape.options,
      }),
    },
  };
}
