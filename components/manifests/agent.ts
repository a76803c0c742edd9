import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { AgentPodOptions } from "../inputs/kubernetes-options";
import type { Labels } from "./names";
import { podTemplate } from "./pod";
import type { Probes } from "./probes";
import { containerSecurity, type SecurityShape } from "./security";

export interface AgentShape {
  readonly name: string;
  readonly namespace: pulumi.Input<string> | undefined;
  readonly labels: Labels;
  readonly selector: Labels;
  readonly annotations: Labels;
  /** Name of the container. */
  readonly container: string;
  readonly image: pulumi.Input<string>;
  readonly port: number;
  readonly replicas: number;
  readonly env: readonly k8s.types.input.core.v1.EnvVar[];
  readonly resources: pulumi.Input<k8s.types.input.core.v1.ResourceRequirements>;
  /** Size of the folder for temporary files, bytes: "2Gi". */
  readonly scratch: string;
  readonly readOnlyRoot: boolean;
  readonly probes: Probes;
  readonly options: AgentPodOptions;
}

/** The Deployment of a helper that a client talks to. It belongs to no generation, because it holds no broker token. */
export function agentManifest(shape: AgentShape): k8s.apps.v1.DeploymentArgs {
  const { name, namespace, labels, selector } = shape;
  const security: SecurityShape = {
    openshift: shape.options.openshift ?? false,
    readOnlyRoot: shape.readOnlyRoot,
  };
  const container: k8s.types.input.core.v1.Container = {
    name: shape.container,
    image: shape.image,
    imagePullPolicy: shape.options.imagePullPolicy ?? "Always",
    env: [...shape.env],
    ports: [{ name: "http", containerPort: shape.port, protocol: "TCP" }],
    resources: shape.resources,
    securityContext: containerSecurity(security),
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    ...shape.probes,
  };
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas: shape.replicas,
      revisionHistoryLimit: 2,
      selector: { matchLabels: selector },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: podTemplate({
        labels: { ...labels, ...selector },
        annotations: shape.annotations,
        selector,
        container,
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: shape.scratch } }],
        security,
        serviceAccountName: shape.options.serviceAccount?.fromServiceAccountName,
        options: shape.options,
      }),
    },
  };
}
