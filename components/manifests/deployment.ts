import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { CLIENT_PORT } from "../environment";
import type { Labels } from "../names";
import { PROBES } from "./probes";
import { CONTAINER_SECURITY, POD_SECURITY } from "./security";
import { spread } from "./spread";

type EnvVar = k8s.types.input.core.v1.EnvVar;

export interface DeploymentShape {
  readonly name: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  readonly selector: Labels;
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  readonly replicas: pulumi.Input<number>;
  readonly image: pulumi.Input<string>;
  readonly env: readonly EnvVar[];
  readonly resources: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
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

/** Seconds that a pod goes on serving after it was told to stop: the client itself drops its requests at once. */
const DRAIN_SECONDS = 10;

export function deploymentManifest(shape: DeploymentShape): k8s.apps.v1.DeploymentArgs {
  const { name, namespace, labels, selector, annotations } = shape;
  return {
    metadata: { name, namespace, labels: { ...labels, ...selector } },
    spec: {
      replicas: shape.replicas,
      revisionHistoryLimit: 2,
      selector: { matchLabels: selector },
      // Never fewer clients than asked for: a new pod is connected before an old one goes.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { ...labels, ...selector }, annotations },
        spec: {
          automountServiceAccountToken: false,
          // Service links would put variables of strangers into the client's configuration.
          enableServiceLinks: false,
          securityContext: POD_SECURITY,
          terminationGracePeriodSeconds: 30,
          ...spread(selector),
          containers: [brokerContainer(shape)],
          volumes: [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }],
        },
      },
    },
  };
}

function brokerContainer(shape: DeploymentShape): k8s.types.input.core.v1.Container {
  return {
    name: "broker",
    image: shape.image,
    imagePullPolicy: "IfNotPresent",
    env: [...shape.env],
    ports: [{ name: "http", containerPort: CLIENT_PORT, protocol: "TCP" }],
    lifecycle: { preStop: { exec: { command: ["sleep", String(DRAIN_SECONDS)] } } },
    resources: shape.resources,
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    ...PROBES,
  };
}
